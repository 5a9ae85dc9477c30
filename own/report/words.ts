import { formatBytes } from '../../words/bytes';
import { counted } from '../../words/counted';
import type { OwnView } from './own-view';

/** What a database is called, and what is said of it: `shop: not yet`. */
export function titleOf({ source, advice, verdict }: OwnView): string {
  return `${source.replace(/^.*\//, '')}: ${verdict?.verdict ?? advice.verdict}`;
}

/** Where it is, how large, and when it was looked at. */
export function leadOf({ source, version, bytes, proposals, takenAt }: OwnView): string {
  const tables = proposals[0]?.tables.length;
  return [
    source,
    `PostgreSQL ${version.split(' ')[0]}`,
    ...(tables === undefined ? [] : [counted(tables, 'table')]),
    formatBytes(bytes),
    `seen ${takenAt.slice(0, 16).replace('T', ' ')} UTC`,
  ].join(' · ');
}
