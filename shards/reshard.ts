import { startProgress } from '../cli/progress';
import type { Deployment } from '../running/local-state';
import { messageOf } from '../words/message-of';
import { formatBytes } from '../words/bytes';
import { formatDuration } from '../words/duration';
import { UserError } from '../words/user-error';
import { withCoordinator, type CoordinatorSession } from './coordinator-session';
import { requireCitus } from './shard-engine';
import { readShardedTable, type ShardedTable } from './sharded-table';
import { planSplits, type Split } from './split-plan';
import { requireRoom } from './split-room';

/** What is asked for. */
export interface ReshardOrder {
  readonly table: string;
  /** Shards that the table is to have. */
  readonly shards: number;
  /** Whether writes may be held back where it can't be done without. */
  readonly blockWrites: boolean;
}

/** What came of it. */
export interface ReshardResult {
  readonly table: string;
  readonly colocated: readonly string[];
  readonly before: number;
  readonly after: number;
}

/** Bytes a second that a copy of a table makes: 82 MiB took 13.6 s on two cores that other clusters shared. */
const COPY_SPEED = 6 * 2 ** 20;

/**
 * Gives a table, and those that are colocated with it, more shards: by splits while it is written to
 * where Citus can, one after another, so that what was cut off goes on when it is run again.
 *
 * @param signal ends it after the statement under way was ended
 * @throws UserError where it can't be, or would hold back writes and must not
 */
export async function reshard(
  deployment: Deployment,
  order: ReshardOrder,
  signal: AbortSignal,
): Promise<ReshardResult> {
  requireCitus(deployment.plan, 'split shards');
  return withCoordinator(deployment, signal, async (session) => {
    const table = await readShardedTable(session.client, order.table);
    const before = table.shards.length;
    const plan = planSplits(table.shards, order.shards);
    if (plan.kind === 'fewer') {
      throw new UserError(
        `${table.name} has ${before} shards, and shards are never merged`,
        'ask for more, or make a table with fewer and copy the rows',
      );
    }
    if (plan.kind === 'uneven' || table.factor > 1) {
      requireMore(table, order);
      const why =
        plan.kind === 'uneven'
          ? `${order.shards} is no whole multiple of its ${before} shards${near(plan.near)}`
          : `Citus splits no shard that has ${table.factor} placements`;
      permitBlocking(table, order, why, 'all');
      await copyTable(session, table, order, signal);
    } else {
      if (table.keyless.length > 0 && plan.splits.length > 0) {
        const why = `${table.keyless.join(', ')} without primary key or replica identity`;
        permitBlocking(table, order, why, 'a shard');
      }
      const split = new Set(plan.splits.map(({ id }) => id));
      await requireRoom(
        session.client,
        table.shards.filter(({ id }) => split.has(id)),
      );
      await splitShards(session, table, plan.splits, signal);
    }
    const { shards, colocated } = await readShardedTable(session.client, table.name);
    return { table: table.name, colocated, before, after: shards.length };
  });
}

function requireMore({ name, shards }: ShardedTable, order: ReshardOrder): void {
  if (order.shards > shards.length) return;
  throw new UserError(
    `${name} has ${shards.length} shards`,
    `ask for more than ${shards.length}; shards are never merged`,
  );
}

function near(counts: readonly number[]): string {
  return counts.length === 0 ? '' : ` (${counts.join(' or ')} would be)`;
}

/** Says what would be held back and for how long, unless that is what is asked for. */
function permitBlocking(
  { name, shards, factor, colocated }: ShardedTable,
  { blockWrites }: ReshardOrder,
  why: string,
  what: 'all' | 'a shard',
): void {
  if (blockWrites) return;
  const sizes = shards.map(({ bytes }) => bytes);
  const bytes =
    what === 'all' ? sizes.reduce((sum, one) => sum + one, 0) * factor : Math.max(...sizes);
  const wait = `about ${formatDuration(1000 * Math.ceil(bytes / COPY_SPEED))} (${formatBytes(bytes)})`;
  const tables = [name, ...colocated].join(', ');
  throw new UserError(
    what === 'all'
      ? `${why}: ${tables} would be copied as a whole, writes to it waiting for ${wait}`
      : `${why}: writes to each shard of ${tables} would wait while it is split, up to ${wait}`,
    'reads go on; --block-writes does it',
  );
}

async function splitShards(
  { run, removeOrphans }: CoordinatorSession,
  { name, shards, keyless }: ShardedTable,
  splits: readonly Split[],
  signal: AbortSignal,
): Promise<void> {
  if (splits.length === 0) return;
  const mode = keyless.length > 0 ? 'block_writes' : 'auto';
  const bytesOf = (id: number): number => shards.find((shard) => shard.id === id)?.bytes ?? 0;
  const all = splits.reduce((sum, { id }) => sum + bytesOf(id), 0);
  const progress = startProgress(`split ${splits.length} shards of ${name}`);
  const startedAt = Date.now();
  let [done, bytes] = [0, 0];
  for (const { id, parts, points } of splits) {
    const node = shards.find((shard) => shard.id === id)?.node;
    try {
      await run(SPLIT, [id, points.map(String), Array<unknown>(parts).fill(node), mode]);
    } catch (error) {
      progress.fail(`${done} of ${splits.length} are done`);
      throw stopped(error, signal, `shard ${id} could not be split`);
    }
    done += 1;
    // The next split needs the room.
    await removeOrphans();
    bytes += bytesOf(id);
    const share = all === 0 ? done / splits.length : bytes / all;
    const left = ((Date.now() - startedAt) * (1 - share)) / Math.max(share, 1e-6);
    progress.update(
      `${done} of ${splits.length}, ${formatBytes(bytes)} of ${formatBytes(all)}, ${formatDuration(left)} left`,
    );
  }
  progress.done(formatBytes(all));
}

const SPLIT = 'SELECT citus_split_shard_by_split_points($1, $2::text[], $3::integer[], $4)';

/** What a user is told of work that was cut off: nothing of it is lost, nor left behind. */
function stopped(error: unknown, signal: AbortSignal, what: string): UserError {
  const again = 'what is done stays; run it again to go on';
  return signal.aborted
    ? new UserError('stopped; the statement under way was undone', again, { cause: error })
    : new UserError(`${what}: ${messageOf(error)}`, again, { cause: error });
}

/** One transaction: cut off, it leaves the table as it was. */
async function copyTable(
  { run, client }: CoordinatorSession,
  { name, factor, colocated }: ShardedTable,
  { shards }: ReshardOrder,
  signal: AbortSignal,
): Promise<void> {
  const progress = startProgress(`copy ${name} to ${shards} shards`);
  try {
    await client.query('BEGIN');
    await client.query('SELECT set_config($1, $2, true)', [
      'citus.shard_replication_factor',
      String(factor),
    ]);
    await run(COPY, [name, shards, colocated.length > 0 ? true : null]);
    await client.query('COMMIT');
  } catch (error) {
    progress.fail();
    await client.query('ROLLBACK').catch(() => undefined);
    throw stopped(error, signal, `${name} could not be copied`);
  }
  progress.done();
}

const COPY =
  'SELECT alter_distributed_table($1::regclass, shard_count => $2, cascade_to_colocated => $3)';
