import { formatDuration } from '../words/duration';
import type { LoadResult } from './load-job';
import type { PlannedDataset } from './load-state';
import { TABLE } from './table';

/** What a load did, in one line. */
export function describeLoad(result: LoadResult): string {
  const { kept, copyMs, indexMs, totalMs } = result;
  if (kept !== undefined) return kept;
  return (
    `loaded ${result.rows.toLocaleString('en')} rows in ${formatDuration(totalMs)} ` +
    `(copy ${formatDuration(copyMs)}, indexes and statistics ${formatDuration(indexMs)})`
  );
}

/** `412,000 of 1,000,000 rows, 61,000 rows/s, 9.6 s left`. */
export function copyProgress(done: number, total: number, elapsedMs: number): string {
  const perMs = done / Math.max(elapsedMs, 1);
  const left = formatDuration((total - done) / Math.max(perMs, 1e-9));
  const rate = Math.round(perMs * 1000).toLocaleString('en');
  const rows = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} rows`;
  return `${rows}, ${rate} rows/s, ${left} left`;
}

/**
 * Why a deployment leaves a table as it is, in one line.
 *
 * @param planned what the configuration asks for
 * @param loaded what it asked for when the table was loaded; undefined where a load was cut off, and
 *   somebody's rows are in what it left
 */
export function keptText(rows: number, planned: PlannedDataset, loaded?: PlannedDataset): string {
  const keeps = `${TABLE} keeps its ${rows.toLocaleString('en')} rows`;
  const replace = '`npm run load` puts the data set in their place';
  if (loaded === undefined) {
    return `${keeps}, as there are some that no load made among them; ${replace}`;
  }
  const changed = (['rows', 'regions', 'seed'] as const).filter(
    (key) => planned[key] !== loaded[key],
  );
  if (changed.length === 0) return `${keeps}; ${replace}`;
  const values = changed.map((key) => `dataset.${key} is ${planned[key]} and was ${loaded[key]}`);
  return `${values.join(', ')} at the load: ${keeps}; ${replace.replace('the', 'the new')}`;
}
