import { formatBytes } from '../../words/bytes';
import type { Copy } from '../copy/copy-file';
import { percent } from '../../words/percent';
import { bytesOf } from '../plan/place-tables';
import type { Profile } from '../profile';
import type { Verdict } from './verdict-file';

/** How many times what was measured a claim is made for. */
const FACTOR = 3;

/** How far figures of a copy reach: its tables with as many bytes as they have of the source's rows. */
export function reachOf(
  { tables }: Pick<Profile, 'tables'>,
  copy: Pick<Copy, 'sample' | 'tables'>,
): Verdict['reach'] {
  const copied = new Map(copy.tables.map(({ name, rows }) => [name, rows]));
  const parts = tables.map((table) => {
    const rows = copied.get(table.name) ?? 0;
    const share = copy.sample === null ? 1 : Math.min(1, rows / (table.rows ?? rows) || 0);
    return { all: bytesOf(table), measured: bytesOf(table) * share };
  });
  const sum = (of: (part: (typeof parts)[number]) => number): number =>
    Math.round(parts.reduce((bytes, part) => bytes + of(part), 0));
  const [measuredBytes, sourceBytes] = [sum(({ measured }) => measured), sum(({ all }) => all)];
  const upToBytes = FACTOR * measuredBytes;
  const share = percent(sourceBytes === 0 ? 1 : measuredBytes / sourceBytes);
  const measured = `${formatBytes(measuredBytes)} were measured, ${share} of the source`;
  return {
    ...{ measuredBytes, sourceBytes, upToBytes },
    because:
      sourceBytes <= upToBytes
        ? `${measured}: nothing is claimed beyond ${formatBytes(upToBytes)}`
        : `${measured}, and nothing is claimed beyond ${formatBytes(upToBytes)}: copy a third or more to measure for ${formatBytes(sourceBytes)}`,
  };
}
