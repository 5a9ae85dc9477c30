import { useState } from 'preact/hooks';
import { paths } from '../../api/paths';
import type { AnnotationChange, ResultLine } from '../../api/results';
import { sendJson } from '../base/request';

/** Pins a run as one that others are compared with. */
export function BaselinePin(props: {
  readonly line: ResultLine;
  readonly changed: () => void;
  readonly hasWords?: boolean;
}) {
  const { line, changed, hasWords = false } = props;
  const [failed, setFailed] = useState(false);
  const { id, baseline } = line;
  const toggle = async (): Promise<void> => {
    const change: AnnotationChange = { baseline: !baseline };
    try {
      await sendJson<ResultLine>('PATCH', paths.result(id), change);
      setFailed(false);
      changed();
    } catch {
      setFailed(true);
    }
  };
  const words = failed ? 'could not be changed' : 'Baseline';
  return (
    <button
      type="button"
      class={hasWords ? 'pin' : 'plain pin'}
      aria-pressed={baseline}
      aria-label={hasWords ? undefined : `Baseline: ${id}`}
      title={baseline ? 'A baseline; click to unpin' : 'Pin as a baseline'}
      onClick={() => void toggle()}
    >
      <span aria-hidden="true">{baseline ? '★' : '☆'}</span>
      {(hasWords || failed) && ` ${words}`}
    </button>
  );
}
