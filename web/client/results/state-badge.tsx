import type { ResultLine } from '../../api/results';

/** What is not as it should be. */
export function StateBadge({ line }: { readonly line: ResultLine }) {
  const { state, figures, chaos } = line;
  const violations = chaos?.violations ?? 0;
  return (
    <>
      {state === 'partial' && <span class="badge quiet">stopped early</span>}
      {state === 'unread' && <span class="badge quiet">not read yet</span>}
      {state === 'unfinished' && <span class="badge quiet">unfinished</span>}
      {state === 'damaged' && <span class="badge bad">damaged</span>}
      {(figures?.broken_thresholds ?? 0) > 0 && <span class="badge bad">threshold broken</span>}
      {violations > 0 && <span class="badge bad">violations: {violations}</span>}
    </>
  );
}
