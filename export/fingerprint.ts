import { escapeIdentifier, type Client } from 'pg';

/** How many rows there are, and the sum of their hashes: the same in any order and division. */
export interface Fingerprint {
  readonly rows: number;
  readonly hash: bigint;
}

/** That of no row. */
export const NO_ROWS: Fingerprint = { rows: 0, hash: 0n };

/** That of all rows of both. */
export function together(one: Fingerprint, other: Fingerprint): Fingerprint {
  return { rows: one.rows + other.rows, hash: one.hash + other.hash };
}

/**
 * Reads all rows of a relation on its own node.
 *
 * @param client with the options of sessions that copy rows, so that values are written the same
 * @param columns in the order of the export
 */
export async function fingerprintOf(
  client: Client,
  relation: string,
  columns: readonly string[],
): Promise<Fingerprint> {
  const list = columns.map(escapeIdentifier).join(', ');
  const { rows } = await client.query<{ rows: string; hash: string }>(
    `SELECT count(*)::text AS rows, coalesce(sum(hashtextextended(t::text, 0)), 0)::text AS hash
     FROM (SELECT ${list} FROM ONLY ${relation}) t`,
  );
  return { rows: Number(rows[0]?.rows), hash: BigInt(rows[0]?.hash ?? 0) };
}
