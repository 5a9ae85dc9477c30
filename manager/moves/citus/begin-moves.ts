import type { ClientBase } from 'pg';
import { keylessFor, type MoveFacts, type ShardUnit } from './move-facts';
import { whileNobodySplits } from './shard-work-lock';

/** What is begun. */
export interface MoveOrder {
  /** Only what is on workers that are to be empty, or all that is better elsewhere. */
  readonly begin: 'drain' | 'rebalance';
  /** Whether tables without a replica identity move too, with their writes held back meanwhile. */
  readonly blockWrites: boolean;
}

/** One move that Citus would make. */
export interface PlannedMove {
  /** The first shard of those that move together. */
  readonly shardId: number;
  readonly unit: ShardUnit;
  /** Citus's numbers of the nodes. */
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

const PLAN = `
  SELECT p.shardid::float8 AS "shardId", p.shard_size::float8 AS bytes, s.nodeid AS "from", t.nodeid AS "to"
  FROM get_rebalance_table_shards_plan(drain_only => $1) p
  JOIN pg_dist_node s ON s.nodename = p.sourcename AND s.nodeport = p.sourceport
  JOIN pg_dist_node t ON t.nodename = p.targetname AND t.nodeport = p.targetport`;

/**
 * The moves that Citus would make, by its own strategy. It reads the sizes of all shards.
 *
 * @param client a session on the coordinator primary
 */
export async function plannedMoves(
  client: ClientBase,
  facts: MoveFacts,
  { begin, blockWrites }: MoveOrder,
): Promise<PlannedMove[]> {
  const { rows } = await client.query<Omit<PlannedMove, 'unit'>>(PLAN, [begin === 'drain']);
  const moves = new Map<string, PlannedMove>();
  for (const row of rows) {
    const unit = facts.units.find(({ shardIds }) => shardIds.includes(row.shardId));
    if (unit === undefined || (keylessFor(facts, unit).length > 0 && !blockWrites)) continue;
    const key = `${unit.shardIds[0]}:${row.from}`;
    const known = moves.get(key);
    moves.set(key, { ...row, ...known, unit, bytes: (known?.bytes ?? 0) + row.bytes });
  }
  return [...moves.values()];
}

/** Whether this version moves shards of one table side by side; since 13.2. */
const IS_PARALLEL = `
  SELECT to_regprocedure('citus_rebalance_start(name, boolean, citus.shard_transfer_mode, boolean, boolean)')
    IS NOT NULL AS parallel`;

/**
 * Begins moves in the background of Citus, which goes on with them by itself from then on.
 *
 * @param client a session on the coordinator primary
 * @param moves of {@link plannedMoves}
 * @returns whether there is anything to move
 * @throws Error while shards are being split
 */
export async function beginMoves(
  client: ClientBase,
  facts: MoveFacts,
  order: MoveOrder,
  moves: readonly PlannedMove[],
): Promise<boolean> {
  if (moves.length === 0) return false;
  const { rows } = await client.query<{ parallel: boolean }>(IS_PARALLEL);
  const parallel = rows[0]?.parallel === true;
  // By itself Citus moves nothing at all while one table has no replica identity.
  if (facts.units.some((unit) => keylessFor(facts, unit).length > 0)) {
    const tasks = JSON.stringify(tasksOf(facts, moves, parallel));
    await whileNobodySplits(client, () => client.query(JOB, [tasks]));
    return true;
  }
  const flags = parallel
    ? ', parallel_transfer_reference_tables => true, parallel_transfer_colocated_shards => true'
    : '';
  const start = `SELECT citus_rebalance_start(drain_only => $1${flags})`;
  await whileNobodySplits(client, () => client.query(start, [order.begin === 'drain']));
  return true;
}

/** A task of Citus's; `after` has the places in the list of those that it waits for, from 1. */
interface Task {
  readonly command: string;
  readonly nodes: readonly number[];
  readonly after: readonly number[];
}

/** Reference tables go to a new worker before anything else, as a shard may refer to them. */
function tasksOf(
  { references }: MoveFacts,
  moves: readonly PlannedMove[],
  parallel: boolean,
): Task[] {
  const modeOf = (keyless: readonly string[]): string =>
    keyless.length > 0 ? 'block_writes' : 'auto';
  const first: Task[] = references.missing
    ? [
        {
          command: `SELECT pg_catalog.replicate_reference_tables('${modeOf(references.keyless)}')`,
          nodes: [],
          after: [],
        },
      ]
    : [];
  const tasks = moves.map(({ shardId, unit, from, to }, index): Task => {
    const before = moves.slice(0, index);
    const last = before.findLastIndex((one) => one.unit.colocation === unit.colocation);
    const alike = parallel || last < 0 ? [] : [first.length + last + 1];
    return {
      command: `SELECT pg_catalog.citus_move_shard_placement(${shardId},${from},${to},'${modeOf(unit.keyless)}')`,
      nodes: [from, to],
      after: [...first.map(() => 1), ...alike],
    };
  });
  return [...first, ...tasks];
}

/** The same rows that citus_rebalance_start writes, for some of the shards alone. */
const JOB = `
  WITH job AS (
    INSERT INTO pg_dist_background_job (job_type, description)
    VALUES ('rebalance', 'Rebalance of the tables that can move') RETURNING job_id),
  task AS (
    SELECT ordinality AS place, nextval('pg_dist_background_task_task_id_seq') AS task_id, value
    FROM json_array_elements($1::json) WITH ORDINALITY),
  made AS (
    INSERT INTO pg_dist_background_task (job_id, task_id, status, command, nodes_involved)
    SELECT job_id, task_id,
      (CASE WHEN value #> '{after,0}' IS NULL THEN 'runnable' ELSE 'blocked' END)::citus_task_status,
      value ->> 'command',
      ARRAY(SELECT node::integer FROM json_array_elements_text(value -> 'nodes') node)
    FROM task, job RETURNING job_id, task_id)
  INSERT INTO pg_dist_background_task_depend (job_id, task_id, depends_on)
  SELECT made.job_id, task.task_id, before.task_id
  FROM task JOIN made USING (task_id), json_array_elements_text(task.value -> 'after') AS after
  JOIN task before ON before.place = after::bigint`;

/** Has Citus end the moves under way; those that are done stay done. */
export async function stopMoves(client: ClientBase): Promise<void> {
  await client.query('SELECT citus_rebalance_stop()');
}
