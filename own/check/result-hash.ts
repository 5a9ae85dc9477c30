import { createHash } from 'node:crypto';

/** A hash of a result that is the same in whichever order its rows come. */
export function resultHash(rows: readonly (readonly (string | null)[])[]): string {
  const lines = rows.map((row) => JSON.stringify(row)).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}
