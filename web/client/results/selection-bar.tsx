import type { ResultLine } from '../../api/results';
import { counted } from '../base/format';
import { DownloadMenu } from '../parts/download-menu';
import { Link } from '../parts/link';

/** What can be done with the runs that were chosen. */
export function SelectionBar(props: {
  readonly selected: readonly string[];
  readonly lines: readonly ResultLine[];
  readonly clear: () => void;
  readonly remove: (ids: readonly string[]) => void;
}) {
  const { selected, lines, clear, remove } = props;
  if (selected.length === 0) {
    return <p class="note choose">Choose runs to compare, download or delete them.</p>;
  }
  const chosen = lines.filter(({ id }) => selected.includes(id));
  const measured = chosen.filter(
    ({ figures, chaos, scale }) => figures !== null || chaos !== null || scale !== null,
  );
  const sides = chosen
    .filter(({ figures }) => figures !== null)
    // A baseline is what others are compared with; else the oldest.
    .sort(
      (a, b) => Number(b.baseline) - Number(a.baseline) || a.started_at.localeCompare(b.started_at),
    )
    .map(({ id }) => id);
  return (
    <div class="selection" role="group" aria-label="Chosen runs">
      <b>{counted(selected.length, 'run')} chosen</b>
      {sides.length >= 2 && (
        <Link to={{ page: 'compare', sides }} class="button primary">
          Compare {sides.length}
        </Link>
      )}
      {measured.length > 0 && <DownloadMenu ids={measured.map(({ id }) => id)} />}
      <button
        type="button"
        onClick={() => {
          remove(selected);
        }}
      >
        Delete…
      </button>
      <button type="button" class="plain" onClick={clear}>
        Clear
      </button>
    </div>
  );
}
