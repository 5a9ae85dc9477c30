import { scaleText } from '../../../archive/result-summary';
import { formatMs, formatNumber } from '../../../report/html';
import type { ResultLine } from '../../api/results';
import { formatMoment } from '../base/format';
import { Link } from '../parts/link';
import { BaselinePin } from './baseline-pin';
import { StateBadge } from './state-badge';

/** A line of the list. */
export function ResultRow(props: {
  readonly line: ResultLine;
  readonly isSelected: boolean;
  readonly toggle: (isOn: boolean) => void;
  readonly edit: () => void;
  readonly changed: () => void;
}) {
  const { line, isSelected, toggle, edit, changed } = props;
  const { id, scenario, stack, engine, started_at: startedAt, tags, note } = line;
  return (
    <tr class={isSelected ? 'chosen' : undefined}>
      <td>
        <input
          type="checkbox"
          aria-label={`Choose ${id}`}
          checked={isSelected}
          onChange={({ currentTarget }) => {
            toggle(currentTarget.checked);
          }}
        />
      </td>
      <td>
        <Link to={{ page: 'result', id }}>{scenario ?? id}</Link> <StateBadge line={line} />
        <small class="narrow">
          {[stack, line.figures === null && wordsOf(line)].filter(Boolean).join(': ')}
        </small>
      </td>
      <td class="moment">
        <time dateTime={startedAt}>{formatMoment(startedAt)}</time>
      </td>
      <td class="wide">
        {stack ?? '–'}
        <small>{engine}</small>
      </td>
      <Figures line={line} />
      <td class="wide words">
        {tags.map((tag) => (
          <span key={tag} class="tag">
            {tag}
          </span>
        ))}
        {note !== null && <small>{note}</small>}
      </td>
      <td class="deeds">
        {/* What nobody has read yet must not be written over. */}
        {line.state !== 'unread' && (
          <>
            <BaselinePin line={line} changed={changed} />
            <button
              type="button"
              class="plain"
              aria-label={`Tags and note of ${id}`}
              onClick={edit}
            >
              ✎
            </button>
          </>
        )}
      </td>
    </tr>
  );
}

function Figures({ line }: { readonly line: ResultLine }) {
  const { figures } = line;
  if (figures !== null) {
    return (
      <>
        <td class="number">{formatNumber(figures.throughput_ops_sec)}</td>
        <td class="number wide">{formatMs(figures.read_p99_ms)}</td>
        <td class="number wide">{formatMs(figures.write_p99_ms)}</td>
        <td class={`number wide${figures.error_count > 0 ? ' trouble' : ''}`}>
          {formatNumber(figures.error_count)}
        </td>
      </>
    );
  }
  return (
    <>
      <td colSpan={4} class="chaos wide">
        {wordsOf(line)}
      </td>
      <td class="narrow-cell" />
    </>
  );
}

/** What there is instead of a benchmark's figures. */
function wordsOf({ state, chaos, scale, problem }: ResultLine): string {
  if (state === 'unread') return 'being read…';
  if (scale !== null) return scaleText(scale);
  if (chaos === null) return problem ?? 'no figures';
  const worst = (chaos.worst_without_writes_ms / 1000).toFixed(2);
  return `${chaos.faults.join(', ')}; ${worst} s without writes at worst`;
}
