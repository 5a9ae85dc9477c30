import type { ClientBase } from 'pg';
import type { ClusterPlan } from '../../topology/plan';

/** The ledger of acknowledged writes, and the accounts that money moves between. */
export const CHAOS_TABLES = ['chaos_writes', 'chaos_accounts'] as const;

/** Where a slot's rows are. */
export interface SlotPlacement {
  readonly slot: number;
  /** Worker groups with a placement of its shard, the first one first; 0 without workers. */
  readonly groups: readonly number[];
}

/** What each account starts with. */
export const ACCOUNT_BALANCE = 1000;

/** Shards of each of the tables on every worker. */
const SHARDS_PER_WORKER = 4;

const WRITES_COLUMNS = 'slot integer NOT NULL, sequence bigint NOT NULL, run text NOT NULL';
const ACCOUNTS_COLUMNS = 'slot integer NOT NULL, balance bigint NOT NULL';

/** Makes the two tables, spread by slot over all workers, in the place of any left from before. */
export async function createChaosTables(client: ClientBase, plan: ClusterPlan): Promise<void> {
  await dropChaosTables(client, plan);
  const workers = workerCount(plan);
  if (workers === 0) {
    await client.query(
      `CREATE TABLE chaos_writes (${WRITES_COLUMNS}, PRIMARY KEY (slot, sequence))`,
    );
    await client.query(`CREATE TABLE chaos_accounts (${ACCOUNTS_COLUMNS}, PRIMARY KEY (slot))`);
  } else if (plan.engine === 'citus') {
    await createDistributed(client, plan, workers * SHARDS_PER_WORKER);
  } else {
    await createPartitioned(client, workers * SHARDS_PER_WORKER);
  }
}

async function createDistributed(
  client: ClientBase,
  plan: ClusterPlan,
  shards: number,
): Promise<void> {
  await client.query(`CREATE TABLE chaos_writes (${WRITES_COLUMNS}, PRIMARY KEY (slot, sequence))`);
  await client.query(`CREATE TABLE chaos_accounts (${ACCOUNTS_COLUMNS}, PRIMARY KEY (slot))`);
  await client.query('BEGIN');
  await client.query(
    `SET LOCAL citus.shard_replication_factor = ${Number(plan.shardReplicationFactor)}`,
  );
  await client.query(
    `SELECT create_distributed_table('chaos_writes', 'slot', shard_count => $1, colocate_with => 'none')`,
    [shards],
  );
  await client.query(
    `SELECT create_distributed_table('chaos_accounts', 'slot', colocate_with => 'chaos_writes')`,
  );
  await client.query('COMMIT');
}

/** Partitions on foreign servers, as sql/native/200-vehicle-locations.sql makes them. */
async function createPartitioned(client: ClientBase, shards: number): Promise<void> {
  const make = async (table: string, columns: string, key: string): Promise<void> => {
    await client.query(`CREATE TABLE ${table} (${columns}) PARTITION BY HASH (slot)`);
    // The keys are on the workers: a table with foreign partitions can't have its own.
    await client.query(`DO $$
      DECLARE
        servers text[] := ARRAY(SELECT server FROM cluster.workers ORDER BY number);
        shard text;
        server text;
      BEGIN
        FOR remainder IN 0 .. ${shards - 1} LOOP
          shard := format('${table}_%s', to_char(remainder, 'FM0000'));
          server := servers[1 + remainder % cardinality(servers)];
          PERFORM cluster.run_on_worker(server, format('DROP TABLE IF EXISTS %I', shard));
          PERFORM cluster.run_on_worker(server, format('CREATE TABLE %I (${columns}, PRIMARY KEY (${key}))', shard));
          EXECUTE format('CREATE FOREIGN TABLE %I PARTITION OF ${table} FOR VALUES WITH (MODULUS ${shards}, REMAINDER %s) SERVER %I', shard, remainder, server);
        END LOOP;
      END $$`);
  };
  await make('chaos_writes', WRITES_COLUMNS, 'slot, sequence');
  await make('chaos_accounts', ACCOUNTS_COLUMNS, 'slot');
}

/** Removes the tables with their shards; what is not there is fine. */
export async function dropChaosTables(client: ClientBase, plan: ClusterPlan): Promise<void> {
  const onWorkers = plan.engine === 'native' && workerCount(plan) > 0;
  for (const table of CHAOS_TABLES) {
    if (onWorkers) {
      await client.query(
        `SELECT cluster.run_on_worker(server, format('DROP TABLE IF EXISTS %I', shard))
         FROM cluster.shards WHERE parent = $1`,
        [table],
      );
    }
    await client.query(`DROP TABLE IF EXISTS ${table}`);
  }
}

/** Removes the rows of the ledger; the accounts keep theirs. */
export async function emptyLedger(client: ClientBase): Promise<void> {
  await client.query('TRUNCATE chaos_writes');
}

/**
 * Fills the accounts with more slots than needed and finds out on which worker groups each is.
 *
 * @param count number of slots, from 0
 */
export async function placeSlots(
  client: ClientBase,
  plan: ClusterPlan,
  count: number,
): Promise<SlotPlacement[]> {
  await client.query(
    `INSERT INTO chaos_accounts SELECT n, ${ACCOUNT_BALANCE} FROM generate_series(0, $1 - 1) n`,
    [count],
  );
  const { rows } = await client.query<{ slot: number; groups: number[] }>(placementQuery(plan));
  return rows;
}

function placementQuery(plan: ClusterPlan): string {
  if (workerCount(plan) === 0) return `SELECT slot, ARRAY[0] AS groups FROM chaos_accounts`;
  if (plan.engine === 'native') {
    return `SELECT a.slot, ARRAY[w.number] AS groups
      FROM (SELECT slot, tableoid FROM chaos_accounts) a
      JOIN pg_class c ON c.oid = a.tableoid
      JOIN cluster.shards s ON s.shard = c.relname
      JOIN cluster.workers w ON w.server = s.server`;
  }
  return `SELECT a.slot, array_agg(p.groupid ORDER BY p.placementid) AS groups
    FROM (SELECT slot, get_shard_id_for_distribution_column('chaos_writes', slot) AS shardid
          FROM (SELECT slot FROM chaos_accounts ORDER BY slot OFFSET 0) s) a
    JOIN pg_dist_placement p USING (shardid)
    GROUP BY a.slot`;
}

/** Leaves the accounts of these slots alone. */
export async function keepSlots(client: ClientBase, slots: readonly number[]): Promise<void> {
  await client.query('DELETE FROM chaos_accounts WHERE slot <> ALL ($1::integer[])', [slots]);
}

function workerCount({ groups }: ClusterPlan): number {
  return groups.filter(({ role }) => role === 'worker').length;
}
