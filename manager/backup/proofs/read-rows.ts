import { setTimeout as pause } from 'node:timers/promises';
import { addHashes, hashText, NO_ROWS, type ProvedRows, type RowHash } from './row-proof';
import type { AskGroup, StoredShard } from './stored-shards';

/** Pages that one statement reads: 8 MiB, some 0.1 s. */
const PIECE = 1024;

/** What rows look like as text is to be the same whatever a server, a role or a database sets. */
export const ROWS_SESSION = `
  SET search_path = public;
  SET "DateStyle" = 'ISO, MDY';
  SET "IntervalStyle" = 'postgres';
  SET "TimeZone" = 'UTC';
  SET bytea_output = 'hex';
  SET extra_float_digits = 1;
  SET citus.override_table_visibility = off;
  SET max_parallel_workers_per_gather = 0`;

/** How rows are read. */
export interface ReadingOptions {
  /** Share of the time in which a server is at work, above 0 to 1. */
  readonly share: number;
  /** Ends the reading; what has been read until then is returned. */
  readonly signal: AbortSignal;
}

/** A shard and how many of its pages are to be read, from the first one on; null for all. */
export type AskedShard = StoredShard & { readonly asked: number | null };

/**
 * Counts and hashes the rows of shards, one shard after the other, in pieces with pauses in between.
 *
 * @returns those that were read before the signal came
 */
export async function readRows(
  ask: AskGroup,
  shards: readonly AskedShard[],
  { share, signal }: ReadingOptions,
): Promise<ProvedRows[]> {
  const read: ProvedRows[] = [];
  for (const { shard, table, group, asked, inPieces, pages } of shards) {
    let found = NO_ROWS;
    for (const range of inPieces ? pieces(asked, pages) : ['']) {
      if (signal.aborted) return read;
      const from = performance.now();
      const piece = await ask({ name: group }, async (client) => {
        const { rows } = await client.query<{ rows: string; sum: string }>(
          // Whatever its columns are called, r.* is the whole row.
          `SELECT count(*) AS rows, coalesce(sum(hashtextextended((r.*)::text, 0)), 0) AS sum
           FROM ONLY ${shard} r ${range}`,
        );
        return rows[0];
      });
      found = addHashes(found, hashOf(piece));
      const busyMs = performance.now() - from;
      if (share < 1) await pause((busyMs * (1 - share)) / share);
    }
    const { rows } = found;
    read.push({ table, shard, group, pages: inPieces ? asked : null, rows, hash: hashText(found) });
  }
  return read;
}

function hashOf(row: { readonly rows: string; readonly sum: string } | undefined): RowHash {
  return row === undefined ? NO_ROWS : { rows: Number(row.rows), sum: BigInt(row.sum) };
}

/** Ranges of pages, the last one without an end where all are asked for. */
export function pieces(asked: number | null, pages: number): string[] {
  const last = asked ?? pages;
  const ranges: string[] = [];
  for (let from = 0; from === 0 || from < last; from += PIECE) {
    const to = Math.min(from + PIECE, last);
    const end = to === last && asked === null ? '' : ` AND r.ctid < '(${to},0)'`;
    ranges.push(`WHERE r.ctid >= '(${from},0)'${end}`);
  }
  return ranges;
}

/**
 * How many pages of each shard are read where there is a limit for all of them: all, or of each the same
 * share from its first page on.
 */
export function withinLimit(shards: readonly StoredShard[], mostPages: number): AskedShard[] {
  const all = shards.reduce((sum, { pages, inPieces }) => sum + (inPieces ? pages : 0), 0);
  return shards.map((one) => ({
    ...one,
    asked: all <= mostPages ? null : Math.max(1, Math.floor((one.pages * mostPages) / all)),
  }));
}
