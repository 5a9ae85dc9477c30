import { formatDuration } from '../cli/duration';
import type { LoadResult } from './load-dataset';

/** What a load did, in one line. */
export function describeLoad(result: LoadResult): string {
  const rows = `${result.rows.toLocaleString('en')} rows`;
  if (result.skipped) return `${rows} are loaded already; --force loads them again`;
  const { copyMs, indexMs, totalMs } = result;
  return (
    `loaded ${rows} in ${formatDuration(totalMs)} ` +
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
