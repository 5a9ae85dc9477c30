import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { escapeIdentifier, type Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { startProgress } from '../../cli/progress';
import { closeSession } from '../../manager/sessions/sessions';
import { messageOf } from '../../words/message-of';
import { AmountLeft } from '../amount-left';
import { inTurn } from '../in-turn';
import type { TableLayout } from '../layout';
import type { DataFile, ExportedTable } from '../manifest';
import type { Place } from '../place/place';
import { qualified } from '../sql-name';
import { loadSharded } from './load-sharded';

/** What {@link loadRows} works with. */
export interface RowsImport {
  readonly tables: readonly ExportedTable[];
  /** Tables of the target as they are by now. */
  readonly layout: readonly TableLayout[];
  readonly place: Place;
  /** Whether the same shard of another table has the same rows: both are of engine native. */
  readonly hashesAlike: boolean;
  /** Opens a session of the owner on the coordinator. */
  readonly open: () => Promise<Client>;
  readonly atOnce: number;
  readonly signal: AbortSignal;
}

/** Copies all rows in by way of the coordinator, several files at a time. */
export async function loadRows(order: RowsImport): Promise<void> {
  const { tables, place, open, atOnce, signal } = order;
  const tasks = tables
    .flatMap((table) => table.files.map((file) => ({ table, file })))
    .filter(({ file }) => file.rows > 0)
    .sort((one, other) => other.file.bytes - one.file.bytes);
  const amount = new AmountLeft(tasks.reduce((sum, { file }) => sum + file.bytes, 0));
  const progress = startProgress('rows');
  const sessions: Client[] = [];
  try {
    for (let n = 0; n < Math.min(atOnce, tasks.length); n += 1) sessions.push(await open());
    await inTurn(tasks, sessions, async (client, { table, file }) => {
      signal.throwIfAborted();
      const rows = await place.read(file.file);
      rows.on('data', (chunk: Buffer) => {
        amount.add(chunk.length);
        progress.update(amount.text);
      });
      await loadFile(client, table, file, rows, order).catch((error: unknown) => {
        const what = `rows of ${table.schema}.${table.name} (${file.file})`;
        throw new Error(`${what}: ${messageOf(error)}`, { cause: error });
      });
    });
    progress.done(`${tasks.reduce((sum, { file }) => sum + file.rows, 0)} rows`);
  } catch (error) {
    progress.fail();
    throw error;
  } finally {
    await Promise.all(sessions.map(closeSession));
  }
}

/**
 * With engine native a file of a shard goes to the foreign table before the same shard, where there are as many. The
 * worker refuses a row that belongs in another shard.
 */
async function loadFile(
  client: Client,
  table: ExportedTable,
  file: DataFile,
  packed: Readable,
  { layout, hashesAlike, signal }: RowsImport,
): Promise<void> {
  const { schema, name, shards, column } = table;
  const there = layout.find((one) => one.schema === schema && one.name === name);
  const columns = table.columns.map(escapeIdentifier).join(', ');
  const isAlike = hashesAlike && there?.shards === shards && there?.column === column;
  const part = there?.parts.find(({ shard }) => isAlike && shard === file.shard);
  const isNative = there?.parts.some(({ foreignTable }) => foreignTable !== undefined);
  if (there !== undefined && isNative === true && part === undefined) {
    await pipeline(
      packed,
      createGunzip(),
      (rows) => loadSharded(client, there, columns, rows, signal),
      { signal },
    );
    return;
  }
  const target = part?.foreignTable ?? qualified(table);
  const copy = client.query(copyFrom(`COPY ${target} (${columns}) FROM STDIN`));
  await pipeline(packed, createGunzip(), copy, { signal });
}
