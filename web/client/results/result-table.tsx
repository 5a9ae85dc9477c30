import { formatMs, formatNumber } from '../../../benchmark/report/html';
import type { ResultLine } from '../../api/results';
import { formatMoment } from '../base/format';
import { Link } from '../parts/link';
import { BaselinePin } from './baseline-pin';
import type { ListView, SortKey } from './list-view';

interface Column {
  readonly key: SortKey;
  readonly words: string;
  readonly isNumber?: boolean;
  /** Left out where there is little room. */
  readonly isWide?: boolean;
}

const COLUMNS: readonly Column[] = [
  { key: 'scenario', words: 'run' },
  { key: 'started', words: 'started, UTC' },
  { key: 'stack', words: 'stack', isWide: true },
  { key: 'throughput', words: 'ops/s', isNumber: true },
  { key: 'read-p99', words: 'reads p99', isNumber: true, isWide: true },
  { key: 'write-p99', words: 'writes p99', isNumber: true, isWide: true },
  { key: 'errors', words: 'errors', isNumber: true, isWide: true },
];

/** The lines of a page of the list. */
export function ResultTable(props: {
  readonly lines: readonly ResultLine[];
  readonly view: ListView;
  readonly changeView: (change: Partial<ListView>) => void;
  readonly selected: ReadonlySet<string>;
  readonly select: (ids: ReadonlySet<string>) => void;
  readonly edit: (line: ResultLine) => void;
  /** Something of a line was changed. */
  readonly changed: () => void;
}) {
  const { lines, view, changeView, selected, select, edit, changed } = props;
  const isAll = lines.every(({ id }) => selected.has(id));
  const toggle = (ids: readonly string[], isOn: boolean): void => {
    const next = new Set(selected);
    for (const id of ids) {
      if (isOn) next.add(id);
      else next.delete(id);
    }
    select(next);
  };
  return (
    <div class="scroll card" tabIndex={0}>
      <table class="results">
        <thead>
          <tr>
            <th scope="col">
              <input
                type="checkbox"
                aria-label="Choose all runs shown"
                checked={isAll}
                onChange={({ currentTarget }) => {
                  toggle(
                    lines.map(({ id }) => id),
                    currentTarget.checked,
                  );
                }}
              />
            </th>
            {COLUMNS.map((column) => (
              <SortHead key={column.key} column={column} view={view} changeView={changeView} />
            ))}
            <th scope="col" class="wide">
              tags and note
            </th>
            <th scope="col">
              <span class="for-readers">baseline, edit</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Line
              key={line.id}
              line={line}
              isSelected={selected.has(line.id)}
              toggle={(isOn) => {
                toggle([line.id], isOn);
              }}
              edit={() => {
                edit(line);
              }}
              changed={changed}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SortHead(props: {
  readonly column: Column;
  readonly view: ListView;
  readonly changeView: (change: Partial<ListView>) => void;
}) {
  const { column, view, changeView } = props;
  const { key, words, isNumber, isWide } = column;
  const isSorted = view.sort === key;
  return (
    <th
      scope="col"
      class={[isNumber && 'number', isWide && 'wide'].filter(Boolean).join(' ')}
      aria-sort={isSorted ? (view.descending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        class="sort"
        onClick={() => {
          changeView({
            sort: key,
            descending: isSorted ? !view.descending : isNumber === true || key === 'started',
          });
        }}
      >
        {words}
        <span aria-hidden="true">{isSorted ? (view.descending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
}

function Line(props: {
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
function wordsOf({ state, chaos, problem }: ResultLine): string {
  if (state === 'unread') return 'being read…';
  if (chaos === null) return problem ?? 'no figures';
  const worst = (chaos.worst_without_writes_ms / 1000).toFixed(2);
  return `${chaos.faults.join(', ')}; ${worst} s without writes at worst`;
}
