import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { escapeIdentifier } from 'pg';
import { startProgress } from '../../cli/progress';
import { AmountLeft } from '../../export/amount-left';
import { Checksum } from '../../export/checksum';
import { dataFile } from '../../export/export-data';
import { inTurn } from '../../export/in-turn';
import type { ExportedTable } from '../../export/manifest';
import type { Place } from '../../export/place/place';
import type { SourceSession } from '../inspect/open-source';
import type { Table } from '../profile';
import type { Pace } from './pace';
import { BATCH, RowStream, type Masking } from './row-stream';
import type { Selection } from './select-rows';
import { rootOf } from './table-tree';

/** What is copied, and where to. */
export interface RowsCopy {
  /** Of the catalogue. */
  readonly tables: readonly Table[];
  /** Without files. */
  readonly exported: readonly ExportedTable[];
  readonly selection: Selection;
  /** `schema.table.column` */
  readonly masked: readonly string[];
  readonly mask: Masking;
  readonly place: Place;
  /** Of files, as gzip counts it. */
  readonly compression: number;
  /** How fast the source is read. */
  readonly pace: Pace;
  readonly signal: AbortSignal;
}

/** A table whose rows are in a file, and their bytes before compression. */
export interface CopiedTable {
  readonly table: ExportedTable;
  readonly bytes: number;
}

/**
 * Copies rows into files, a file a table, the largest first.
 *
 * @param sessions in transactions of one moment; each copies a table at a time
 * @param expected bytes of all rows, more or less
 */
export async function copyRows(
  copy: RowsCopy,
  sessions: readonly SourceSession[],
  expected: number,
): Promise<CopiedTable[]> {
  const progress = startProgress('rows of the source');
  const amount = new AmountLeft(expected);
  const copied = new Map<ExportedTable, CopiedTable>();
  const bytesOf = new Map(copy.tables.map(({ name, bytes }) => [name, bytes]));
  const tasks = copy.exported
    .map((table, number) => ({ table, number, bytes: bytesOf.get(nameOf(table)) ?? 0 }))
    .sort((one, other) => other.bytes - one.bytes);
  try {
    await inTurn(tasks, sessions, async (session, { table, number }) => {
      copy.signal.throwIfAborted();
      const count = (bytes: number): void => {
        amount.add(bytes);
        progress.update(`${amount.text}, ${table.name}`);
      };
      copied.set(table, await copyTable(copy, session, table, number, count));
    });
  } catch (error) {
    progress.fail();
    throw error;
  }
  const all = copy.exported.map((table) => copied.get(table) ?? { table, bytes: 0 });
  progress.done(`${all.reduce((sum, { table }) => sum + table.rows, 0)} rows`);
  return all;
}

function nameOf({ schema, name }: ExportedTable): string {
  return `${schema}.${name}`;
}

async function copyTable(
  { tables, selection, masked, mask, place, compression, pace, signal }: RowsCopy,
  session: SourceSession,
  table: ExportedTable,
  number: number,
  onBytes: (bytes: number) => void,
): Promise<CopiedTable> {
  const own = tables.find(({ name }) => name === nameOf(table));
  // The rows of a partitioned table are those of its partitions.
  if (own?.kind !== 'table') return { table, bytes: 0 };
  const root = rootOf(own, tables).name;
  const list = table.columns.map((column) => `c.${escapeIdentifier(column)}`).join(', ');
  const rows = new RowStream(
    table.columns.map((column) => (masked.includes(`${root}.${column}`) ? mask : undefined)),
  );
  const send = async function* (): AsyncGenerator<Buffer> {
    for (const from of selection(own)) {
      const sql = `COPY (SELECT ${list} ${from}) TO STDOUT`;
      for await (const chunk of session.copy(`rows of ${own.name}`, sql)) {
        onBytes(chunk.length);
        yield chunk;
        await pace.take(chunk.length, signal);
      }
    }
  };
  const file = dataFile(table, number, null);
  const checksum = new Checksum();
  const out = new PassThrough();
  const outcomes = await Promise.allSettled([
    pipeline(send, rows, createGzip({ level: compression, chunkSize: BATCH }), checksum, out, {
      signal,
    }),
    place.write(file, out),
  ]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  const { bytes, sum } = rows;
  const stored = { file, bytes: checksum.bytes, sha256: checksum.sha256(), shard: null };
  const files = [{ ...stored, rows: sum.rows }];
  return { table: { ...table, rows: sum.rows, hash: String(sum.hash), files }, bytes };
}
