import type { Client } from 'pg';
import type { Engine } from '../../topology/config/cluster-config';
import { FOREIGN_SHARDS } from '../shards/foreign-shards';

/** What is locked while points are taken, so that they are a cut through all transactions over groups. */
export interface PointLocks {
  /** Tables of the coordinator, as SQL writes them; empty where there is nothing to lock. */
  readonly tables: (coordinator: Client) => Promise<readonly string[]>;
  /** Tables of each worker. */
  readonly workerTables: readonly string[];
  readonly mode: 'EXCLUSIVE' | 'SHARE';
}

/** How Citus decides and records that a transaction over several nodes commits, and its distributed tables. */
const DECISIONS = ['pg_catalog.pg_dist_partition', 'pg_catalog.pg_dist_transaction'];

/**
 * Citus: what `citus_create_restore_point` locks, in its order. A transaction over several nodes has its
 * record in pg_dist_transaction before any of them commits, and keeps its lock there until all of them
 * have: it is before the cut with all it did, or after it. That function itself is of no use here: it
 * waits without end, its locks held, for a worker that freezes in the middle.
 *
 * Native: a write to a sharded table locks the partition on the coordinator until the last worker has
 * committed (postgres_fdw does that before the coordinator commits). LOCK TABLE reaches foreign partitions
 * by way of their parent alone.
 */
const LOCKS: Readonly<Record<Engine, PointLocks>> = {
  citus: {
    tables: () => Promise.resolve(['pg_catalog.pg_dist_node', ...DECISIONS]),
    workerTables: DECISIONS,
    mode: 'EXCLUSIVE',
  },
  native: {
    tables: async (client) => {
      const { rows } = await client.query<{ table: string }>(
        `SELECT DISTINCT "table" FROM (${FOREIGN_SHARDS}) s ORDER BY 1`,
      );
      return rows.map(({ table }) => table);
    },
    workerTables: [],
    mode: 'SHARE',
  },
};

/** The locks of an engine. */
export function pointLocks(engine: Engine): PointLocks {
  return LOCKS[engine];
}

/** What locks these tables; undefined where there are none. */
export function lockStatement(
  tables: readonly string[],
  mode: PointLocks['mode'],
): string | undefined {
  return tables.length === 0 ? undefined : `LOCK TABLE ${tables.join(', ')} IN ${mode} MODE`;
}

/** A transaction that has been at work for this long is not waited for: writers would wait behind. */
const PATIENCE = '1 s';

const LONG_WRITER = `
  SELECT a.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  WHERE l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND l.relation = ANY ($1::regclass[]) AND l.mode <> ALL ($2::text[])
    AND a.xact_start < clock_timestamp() - interval '${PATIENCE}'
  ORDER BY a.xact_start LIMIT 1`;

/** Locks that do not keep anybody from locking in a mode. */
const HARMLESS: Readonly<Record<PointLocks['mode'], readonly string[]>> = {
  EXCLUSIVE: ['AccessShareLock'],
  SHARE: ['AccessShareLock', 'RowShareLock', 'ShareLock'],
};

/** The process of a transaction that would be waited for in vain; undefined where there is none. */
export async function longWriter(
  client: Client,
  tables: readonly string[],
  mode: PointLocks['mode'],
): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>(LONG_WRITER, [tables, HARMLESS[mode]]);
  return rows[0]?.pid;
}
