import type { ResultLine } from '../../api/results';
import type { ListView, SortKey } from './list-view';
import { ResultRow } from './result-row';

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
            <ResultRow
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
