import type { ClientBase } from 'pg';
import type { Engine } from '../../../topology/config/cluster-config';
import type { GroupPlan } from '../../../topology/plan';
import { FOREIGN_SHARDS } from '../../shards/foreign-shards';
import { OWN_TABLES } from './own-tables';

/** More of them are not locked at once. */
const MOST_TABLES = 1000;

/**
 * Who writes to a table keeps a lock of it on the node that was asked for that until all nodes have
 * committed: with Citus that can be any node, each of which has the table, with engine native it is the
 * coordinator.
 */
const TABLES: Readonly<Record<Engine, Partial<Record<GroupPlan['role'], string>>>> = {
  citus: {
    coordinator: `${OWN_TABLES.citus} UNION SELECT logicalrelid::oid FROM pg_dist_partition`,
    worker: 'SELECT logicalrelid::oid AS oid FROM pg_dist_partition',
  },
  native: {
    coordinator: `${OWN_TABLES.native} UNION SELECT "table"::regclass::oid FROM (${FOREIGN_SHARDS}) s`,
  },
};

/**
 * Tables that clients write to at a node of a group, as SQL writes them: while all of them are locked,
 * nothing changes that a client can change.
 *
 * @throws Error where there are too many to be locked at once
 */
export async function writtenTables(
  client: ClientBase,
  engine: Engine,
  role: GroupPlan['role'],
): Promise<readonly string[]> {
  const sql = TABLES[engine][role];
  if (sql === undefined) return [];
  const { rows } = await client.query<{ name: string }>(
    `SELECT o.oid::regclass::text AS name FROM (${sql}) o ORDER BY 1`,
  );
  if (rows.length <= MOST_TABLES) return rows.map(({ name }) => name);
  throw new Error(`${rows.length} tables are more than are locked at once (${MOST_TABLES})`);
}
