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
