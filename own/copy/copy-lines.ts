import { formatBytes } from '../../words/bytes';
import { counted } from '../../words/counted';
import { formatDuration } from '../../words/duration';
import { percent } from '../../words/percent';
import type { Copy } from './copy-file';

/** A copy as it is printed. */
export function copyLines({ source, sample, masked, tables, ms, stacks }: Copy): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
  const which = sample === null ? 'all rows' : `${percent(1 / sample.oneIn)} of the keys`;
  return [
    `${source}: ${which}, ${counted(rows, 'row')} of ${counted(tables.length, 'table')}, ${formatBytes(bytes)}, read in ${formatDuration(ms)}`,
    ...(masked.length === 0 ? [] : [`masked: ${masked.join(', ')}`]),
    ...stacks.flatMap((one) => [
      '',
      `stack "${one.stack}": the same rows, in ${formatDuration(one.ms)}; ${counted(one.orphans, 'key')} without a row`,
      ...one.changed.map((line) => `- ${line}`),
    ]),
  ].join('\n');
}
