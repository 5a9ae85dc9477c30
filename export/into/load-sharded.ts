import { pipeline } from 'node:stream/promises';
import { escapeIdentifier, type Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { TableLayout } from '../layout';
import { qualified } from '../sql-name';
import { inPieces } from './in-pieces';

/** Rows that are set aside at once, bytes: so much room they take on the coordinator. */
const PIECE = 64 * 2 ** 20;

const ASIDE = 'pg_temp.rows_set_aside';

/**
 * Loads rows into a sharded table of engine native. They are set aside on the coordinator by shard, and sent to
 * one shard at a time. COPY into the table takes 2.5 times as long: it sends what it has for all shards after each
 * 1,000 rows, so that no batch is full, and as hardly two are of one size, most are statements that are prepared anew.
 *
 * @param client in no transaction; where this fails its transaction stays open, and ends with it
 * @param columns as SQL lists them
 * @param rows in COPY's text format
 */
export async function loadSharded(
  client: Client,
  table: TableLayout,
  columns: string,
  rows: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<void> {
  const column = escapeIdentifier(table.column ?? '');
  const shards = table.parts.map(({ shard, foreignTable }) => ({
    aside: `${ASIDE}_${shard}`,
    bound: `FOR VALUES WITH (MODULUS ${table.parts.length}, REMAINDER ${shard})`,
    foreignTable,
  }));
  const run = async (sql: string): Promise<void> => {
    signal.throwIfAborted();
    await client.query(sql);
  };
  await run('BEGIN');
  await run(`CREATE TEMP TABLE ${ASIDE} (LIKE ${qualified(table)} INCLUDING GENERATED)
    PARTITION BY HASH (${column}) ON COMMIT DROP`);
  for (const { aside, bound } of shards) {
    await run(`CREATE TEMP TABLE ${aside} PARTITION OF ${ASIDE} ${bound}`);
  }
  for await (const piece of inPieces(rows, PIECE)) {
    const copy = client.query(copyFrom(`COPY ${ASIDE} (${columns}) FROM STDIN`));
    await pipeline(piece, copy, { signal });
    for (const { aside, foreignTable } of shards) {
      await run(`INSERT INTO ${foreignTable} (${columns}) SELECT ${columns} FROM ${aside}`);
    }
    await run(`TRUNCATE ${ASIDE}`);
  }
  await run('COMMIT');
}
