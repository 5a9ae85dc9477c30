import type { Client } from 'pg';
import { startProgress } from '../cli/progress';
import { closeSession } from '../manager/sessions/sessions';
import { openOn } from '../running/primary-sessions';
import type { ClusterPlan } from '../topology/plan';
import { AmountLeft } from './amount-left';
import { copyPart, type CopiedPart } from './copy-part';
import type { Cut, GroupCut } from './cut';
import { NO_ROWS, together } from './fingerprint';
import { inTurn } from './in-turn';
import type { TableLayout, TablePart } from './layout';
import { LONG_SESSION } from './long-session';
import type { ExportedTable } from './manifest';
import type { Place } from './place/place';
import type { SqlName } from './sql-name';

/** A part to be copied, and its size in the database. */
interface Task {
  readonly table: TableLayout;
  readonly part: TablePart;
  readonly file: string;
  readonly bytes: number;
}

/** What {@link exportData} works with. */
export interface DataExport {
  readonly plan: ClusterPlan;
  readonly cut: Cut;
  readonly layout: readonly TableLayout[];
  readonly place: Place;
  /** Sessions on each node. */
  readonly atOnce: number;
  /** Told each file before it is written. */
  readonly onFile: (file: string) => void;
  readonly signal: AbortSignal;
}

/** Copies the rows of all tables as of a cut, a file a shard, several at once from each node. */
export async function exportData(order: DataExport): Promise<ExportedTable[]> {
  const { plan, cut, layout } = order;
  const tasks = new Map<GroupCut, Task[]>();
  for (const group of cut.groups) tasks.set(group, await tasksOf(group, layout));
  const amount = new AmountLeft([...tasks.values()].flat().reduce((n, { bytes }) => n + bytes, 0));
  const progress = startProgress(`rows of stack "${plan.stack}"`);
  const copied = new Map<TablePart, CopiedPart>();
  const copyGroup = async (group: GroupCut, own: readonly Task[]): Promise<void> => {
    const sessions: Client[] = [];
    try {
      for (let n = 0; n < Math.min(order.atOnce, own.length); n += 1) {
        sessions.push(await atCut(plan, group));
      }
      await inTurn(own, sessions, async (client, { table, part, file, bytes }) => {
        order.signal.throwIfAborted();
        order.onFile(file);
        let left = bytes;
        const count = (more: number): void => {
          amount.add(Math.min(left, more));
          left -= Math.min(left, more);
          progress.update(amount.text);
        };
        const { place, signal } = order;
        const result = await copyPart(client, part, table.columns, place, file, signal, count);
        copied.set(part, result);
        amount.add(left);
      });
    } finally {
      await Promise.all(sessions.map(closeSession));
    }
  };
  try {
    await inTurn([...tasks], [...tasks], (_, [group, own]) => copyGroup(group, own));
  } catch (error) {
    progress.fail();
    throw error;
  }
  const tables = layout.map(({ parts, ...table }) => ({
    ...table,
    ...sumOf(parts.flatMap((part) => copied.get(part) ?? [])),
  }));
  progress.done(`${tables.reduce((sum, { rows }) => sum + rows, 0)} rows`);
  return tables;
}

/** The parts on one node, the largest first; they stay there until the cut's session ends. */
async function tasksOf({ node, client }: GroupCut, layout: readonly TableLayout[]) {
  const own = layout.flatMap((table, number) =>
    table.parts
      .filter(({ group }) => group === node.group)
      .map((part) => ({ table, part, file: dataFile(table, number, part.shard) })),
  );
  if (own.length === 0) return [];
  const relations = own.map(({ part }) => part.relation);
  await client.query(`LOCK TABLE ONLY ${relations.join(', ONLY ')} IN ACCESS SHARE MODE`);
  const { rows } = await client.query<{ bytes: string }>(
    `SELECT pg_table_size(name::regclass)::text AS bytes
     FROM unnest($1::text[]) WITH ORDINALITY AS u(name, n) ORDER BY n`,
    [relations],
  );
  return own
    .map((task, index): Task => ({ ...task, bytes: Number(rows[index]?.bytes ?? 0) }))
    .sort((one, other) => other.bytes - one.bytes);
}

/** `data/0003-public.trips-0011.copy.gz`; the number keeps names apart that are alike without their special characters. */
export function dataFile({ schema, name }: SqlName, number: number, shard: number | null): string {
  const table = `${schema}.${name}`.replace(/[^\w.]+/g, '_').replace(/\.{2,}/g, '.');
  const piece = shard === null ? '' : `-${String(shard).padStart(4, '0')}`;
  return `data/${String(number + 1).padStart(4, '0')}-${table}${piece}.copy.gz`;
}

async function atCut(plan: ClusterPlan, { node, snapshot }: GroupCut): Promise<Client> {
  const client = await openOn(plan, node, LONG_SESSION, 0);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(`SET TRANSACTION SNAPSHOT ${client.escapeLiteral(snapshot)}`);
  return client;
}

function sumOf(parts: readonly CopiedPart[]): Pick<ExportedTable, 'rows' | 'hash' | 'files'> {
  const { rows, hash } = parts.map(({ fingerprint }) => fingerprint).reduce(together, NO_ROWS);
  return { rows, hash: String(hash), files: parts.map(({ file }) => file) };
}
