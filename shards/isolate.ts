import { startProgress } from '../cli/progress';
import type { Deployment } from '../running/local-state';
import { messageOf } from '../words/message-of';
import type { ClusterPlan, GroupPlan } from '../topology/plan';
import { formatBytes } from '../words/bytes';
import { UserError } from '../words/user-error';
import { withCoordinator, type CoordinatorSession } from './coordinator-session';
import { requireCitus } from './shard-engine';
import { readShardedTable, type ShardedTable, type TableShard } from './sharded-table';
import { isAlone } from './split-plan';
import { requireRoom } from './split-room';

/** What is asked for. */
export interface IsolateOrder {
  readonly table: string;
  /** A value of the distribution column. */
  readonly value: string;
  /** The worker group that is to hold its rows; undefined for the one that does. */
  readonly to: string | undefined;
  /** Whether writes to the shard may be held back where it can't be done without. */
  readonly blockWrites: boolean;
}

/** What came of it. */
export interface IsolateResult {
  readonly table: string;
  readonly shard: number;
  /** Whether its rows had a shard of their own before. */
  readonly wasAlone: boolean;
  /** Name of the worker group that holds it, and of the one that held it before. */
  readonly worker: string;
  readonly from: string;
}

/** A worker's primary in Citus's table of nodes. */
interface WorkerNode {
  readonly id: number;
  readonly group: number;
  readonly takesShards: boolean;
}

const WORKERS = `
  SELECT nodeid AS id, groupid AS group, shouldhaveshards AS "takesShards" FROM pg_dist_node
  WHERE noderole = 'primary' AND isactive AND groupid > 0`;

/**
 * Gives the rows of one value of the distribution column a shard of their own, in the colocated tables as
 * well, and moves it to a worker where that is asked for. Writes go on, but for a moment at each end.
 *
 * @param signal ends it after the statement under way was ended
 * @throws UserError where it can't be
 */
export async function isolate(
  deployment: Deployment,
  order: IsolateOrder,
  signal: AbortSignal,
): Promise<IsolateResult> {
  const { plan } = deployment;
  requireCitus(plan, 'give a value a shard of its own');
  const target = order.to === undefined ? undefined : workerGroup(plan, order.to);
  return withCoordinator(deployment, signal, async (session) => {
    const table = await readShardedTable(session.client, order.table);
    if (table.factor > 1) {
      throw new UserError(
        `Citus splits no shard that has ${table.factor} placements, as those of ${table.name} have`,
        'this needs shardReplicationFactor 1 from the beginning',
      );
    }
    const { rows: nodes } = await session.client.query<WorkerNode>(WORKERS);
    const node = target && nodes.find(({ group }) => group === target.group);
    if (target !== undefined && node?.takesShards !== true) {
      throw new UserError(
        `${target.name} takes no shards: it is to be empty`,
        `name another worker`,
      );
    }
    const shard = await shardOf(session, table, order.value);
    const moves = node !== undefined && node.id !== shard.node;
    const wasAlone = isAlone(shard);
    if (table.keyless.length > 0 && !order.blockWrites && (moves || !wasAlone)) {
      throw new UserError(
        `${table.keyless.join(', ')} without primary key or replica identity: writes to the shard would wait while its ${formatBytes(shard.bytes)} are copied`,
        'reads go on; --block-writes does it',
      );
    }
    if (!wasAlone) {
      await requireRoom(session.client, [shard]);
      await split(session, table, order.value, signal);
    }
    const alone = await shardOf(
      session,
      await readShardedTable(session.client, table.name),
      order.value,
    );
    if (node !== undefined && moves) {
      await requireRoom(session.client, [{ node: node.id, bytes: alone.bytes }]);
      await move(session, table, alone, node, signal);
    }
    const nameOf = (id: number): string =>
      nameOfGroup(plan, nodes.find((one) => one.id === id)?.group);
    return {
      ...{ table: table.name, shard: alone.id, wasAlone },
      ...{ worker: nameOf(node?.id ?? shard.node), from: nameOf(shard.node) },
    };
  });
}

function workerGroup({ stack, groups }: ClusterPlan, name: string): GroupPlan {
  const workers = groups.filter(({ role }) => role === 'worker');
  const found = workers.find((group) => group.name === name);
  if (found !== undefined) return found;
  throw new UserError(
    `stack "${stack}" has no worker ${name}`,
    `it has ${workers.map((group) => group.name).join(', ')}`,
  );
}

function nameOfGroup({ groups }: ClusterPlan, group: number | undefined): string {
  return groups.find((one) => one.group === group)?.name ?? `group ${group}`;
}

/** The shard that has a value's rows, or would have them. */
async function shardOf(
  { client }: CoordinatorSession,
  { name, type, column, shards }: ShardedTable,
  value: string,
): Promise<TableShard> {
  try {
    const { rows } = await client.query<{ id: number }>(
      `SELECT get_shard_id_for_distribution_column($1::regclass, $2::${type})::float8 AS id`,
      [name, value],
    );
    const found = shards.find(({ id }) => id === rows[0]?.id);
    if (found === undefined) throw new Error('the catalogue has no shard for it');
    return found;
  } catch (error) {
    throw new UserError(
      `"${value}" is no value of ${column}: ${messageOf(error)}`,
      `it is of type ${type}`,
    );
  }
}

async function split(
  { run }: CoordinatorSession,
  { name, type, keyless }: ShardedTable,
  value: string,
  signal: AbortSignal,
): Promise<void> {
  const sql = `SELECT isolate_tenant_to_new_shard($1::regclass, $2::${type}, 'CASCADE', $3)`;
  await step(`give "${value}" a shard of its own`, signal, () =>
    run(sql, [name, value, modeOf(keyless)]),
  );
}

async function move(
  { run }: CoordinatorSession,
  { keyless }: ShardedTable,
  { id, node, bytes }: TableShard,
  target: WorkerNode,
  signal: AbortSignal,
): Promise<void> {
  await step(`move its ${formatBytes(bytes)}`, signal, () =>
    run('SELECT citus_move_shard_placement($1::bigint, $2::integer, $3::integer, $4)', [
      ...[id, node, target.id, modeOf(keyless)],
    ]),
  );
}

function modeOf(keyless: readonly string[]): string {
  return keyless.length > 0 ? 'block_writes' : 'auto';
}

async function step(title: string, signal: AbortSignal, run: () => Promise<void>): Promise<void> {
  const progress = startProgress(title);
  try {
    await run();
    progress.done();
  } catch (error) {
    progress.fail();
    const again = 'nothing is left half done; run it again to go on';
    throw signal.aborted
      ? new UserError('stopped; the statement under way was undone', again, { cause: error })
      : new UserError(`${title}: ${messageOf(error)}`, again, { cause: error });
  }
}
