import type { ResultDetails, ResultLine } from '../../api/results';
import { formatMoment } from '../base/format';
import { useResultList } from '../base/result-list';
import { Link } from '../parts/link';

/** Baselines that are offered. */
const MOST = 5;

/** Leads to the comparison of a run with baselines of its scenario, or to a choice of others. */
export function CompareWith({ details }: { readonly details: ResultDetails }) {
  const { id, scenario, series_id: series } = details.summary;
  const { value } = useResultList();
  const baselines = (value?.results ?? [])
    .filter((line) => line.baseline && line.scenario === scenario && line.id !== id)
    .filter(({ figures }) => figures !== null)
    .slice(0, MOST);
  const isSeries = (value?.results ?? []).some(
    (line) => series !== null && line.series_id === series && line.id !== id,
  );
  return (
    <details class="menu">
      <summary class="button">Compare</summary>
      <ul>
        {baselines.map((line) => (
          <li key={line.id}>
            <Link to={{ page: 'compare', sides: [line.id, id] }}>with {nameOf(line)}</Link>
          </li>
        ))}
        {isSeries && series !== null && (
          <li>
            <Link to={{ page: 'compare', sides: [series] }}>its series with another…</Link>
          </li>
        )}
        <li>
          <Link to={{ page: 'compare', sides: [id] }}>with another run…</Link>
        </li>
      </ul>
    </details>
  );
}

function nameOf({ stack, started_at: startedAt }: ResultLine): string {
  return `★ ${stack ?? ''}, ${formatMoment(startedAt)}`;
}
