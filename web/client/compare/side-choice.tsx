import { useMemo, useState } from 'preact/hooks';
import type { ResultLine } from '../../api/results';
import { formatMoment } from '../base/format';
import { go } from '../base/navigation';
import { useResultList } from '../base/result-list';
import { sidesOffered } from './sides-offered';

/** Which runs or series are compared; the first is the baseline. */
export function SideChoice({ sides }: { readonly sides: readonly string[] }) {
  const { value } = useResultList();
  const [wanted, setWanted] = useState('');
  const lines = useMemo(() => value?.results ?? [], [value]);
  const offered = useMemo(() => sidesOffered(lines), [lines]);
  const show = (next: readonly string[]): void => {
    go({ page: 'compare', sides: next });
  };
  const add = (event: Event): void => {
    event.preventDefault();
    const side = wanted.trim();
    if (side === '' || sides.includes(side)) return;
    setWanted('');
    show([...sides, side]);
  };
  return (
    <section class="sides">
      <h2 class="for-readers">Sides</h2>
      {sides.length > 0 && (
        <ol>
          {sides.map((side, i) => (
            <li key={side}>
              <span class={`swatch side-${i % 4}`} aria-hidden="true" />
              <span class="side">
                <code>{side}</code>
                <small>{describeSide(side, lines)}</small>
              </span>
              {i === 0 ? (
                <span class="badge quiet">baseline</span>
              ) : (
                <button
                  type="button"
                  onClick={() => {
                    show([side, ...sides.filter((other) => other !== side)]);
                  }}
                >
                  Make baseline
                </button>
              )}
              <button
                type="button"
                class="plain"
                aria-label={`Remove ${side}`}
                onClick={() => {
                  show(sides.filter((other) => other !== side));
                }}
              >
                ✕
              </button>
            </li>
          ))}
        </ol>
      )}
      <form onSubmit={add}>
        <label class="grow">
          <span>
            {sides.length === 0 ? 'Baseline' : 'Add a side'}: a run, a series, or tag:NAME
          </span>
          <input
            type="text"
            list="sides-offered"
            autocomplete="off"
            spellcheck={false}
            value={wanted}
            onInput={({ currentTarget }) => {
              setWanted(currentTarget.value);
            }}
          />
        </label>
        <datalist id="sides-offered">
          {offered.map(({ side, words }) => (
            <option key={side} value={side}>
              {words}
            </option>
          ))}
        </datalist>
        <button type="submit">Add</button>
      </form>
    </section>
  );
}

function describeSide(side: string, lines: readonly ResultLine[]): string {
  const run = lines.find(({ id }) => id === side);
  if (run !== undefined) {
    return `${run.scenario ?? ''} on ${run.stack ?? ''}, ${formatMoment(run.started_at)} UTC`;
  }
  const series = lines.filter(({ series_id: id }) => id === side);
  if (series.length > 0) return `a series of ${series.length} runs on ${series[0]?.stack ?? ''}`;
  return side.startsWith('tag:') ? 'all runs with this tag' : '';
}
