import { escapeIdentifier, type Client, type ClientBase } from 'pg';
import { TABLE } from '../dataset/table';
import type { ClusterPlan, NodePlan } from '../topology/plan';
import type { Observation } from './observation';
import { withSession } from './sessions';

/** What one group holds of the data set's table. */
export interface GroupRows {
  readonly group: number;
  /** The primary that was asked. */
  readonly node: string;
  readonly shards: number;
  readonly rows: number;
  /** Counted; else PostgreSQL's estimate, because counting took too long. */
  readonly exact: boolean;
}

/** Longest count on one node before the estimate is taken, ms. */
const COUNT_TIMEOUT_MS = 900;

/** A shard of the table: a table of its own on the primary of a group. */
interface Shard {
  readonly group: number;
  readonly name: string;
}

const CITUS_SHARDS = `
  SELECT p.groupid AS group, shard_name(s.logicalrelid, s.shardid) AS name
  FROM pg_dist_shard s JOIN pg_dist_placement p USING (shardid)
  WHERE s.logicalrelid = to_regclass('public.${TABLE}')`;

/** Foreign partitions where there are any, else the table itself. */
const NATIVE_SHARDS = `
  SELECT substring(s.srvname FROM '\\d+')::integer AS group, c.relname AS name
  FROM pg_inherits i
  JOIN pg_class c ON c.oid = i.inhrelid
  JOIN pg_foreign_table t ON t.ftrelid = c.oid
  JOIN pg_foreign_server s ON s.oid = t.ftserver
  WHERE i.inhparent = to_regclass('public.${TABLE}')
  UNION ALL
  SELECT 0, relname FROM pg_class WHERE oid = to_regclass('public.${TABLE}') AND relkind = 'r'`;

/**
 * Shards and rows of the table by group, asked from every primary at once.
 *
 * @param answerLimitMs longest wait for a node's answer; default 25 s
 */
export async function rowsByGroup(
  plan: ClusterPlan,
  password: string,
  observation: Observation,
  answerLimitMs?: number,
): Promise<GroupRows[]> {
  const primaries = observation.groups.flatMap(({ primary }) => primary?.node ?? []);
  const coordinator = primaries.find(({ group }) => group === 0);
  if (coordinator === undefined) return [];
  const ask = <T>(node: NodePlan, run: (client: Client) => Promise<T>): Promise<T> =>
    withSession(node, password, plan.database, run, answerLimitMs);
  const shards = await ask(coordinator, async (client) => {
    const sql = plan.engine === 'citus' ? CITUS_SHARDS : NATIVE_SHARDS;
    return (await client.query<Shard>(sql)).rows;
  });
  if (shards.length === 0) return [];
  const holders = primaries.filter(({ group }) => group !== 0 || primaries.length === 1);
  return Promise.all(
    holders.map(async (node) => {
      const names = shards.filter(({ group }) => group === node.group).map(({ name }) => name);
      const counted = await ask(node, (client) => countRows(client, names));
      return { group: node.group, node: node.name, shards: names.length, ...counted };
    }),
  );
}

async function countRows(
  client: ClientBase,
  tables: readonly string[],
): Promise<Pick<GroupRows, 'rows' | 'exact'>> {
  if (tables.length === 0) return { rows: 0, exact: true };
  try {
    await client.query(`SET statement_timeout = ${COUNT_TIMEOUT_MS}`);
    const counts = tables.map((name) => `SELECT count(*) AS n FROM ${qualified(name)}`);
    const sql = `SELECT sum(n)::float8 AS rows FROM (${counts.join(' UNION ALL ')}) counts`;
    return { rows: await readRows(client, sql), exact: true };
  } catch (error) {
    if ((error as { code?: string }).code !== QUERY_CANCELED) throw error;
    const sql = `SELECT coalesce(sum(greatest(reltuples, 0)), 0)::float8 AS rows
                 FROM pg_class WHERE oid = ANY ($1::text[]::regclass[])`;
    return { rows: await readRows(client, sql, [tables.map(qualified)]), exact: false };
  }
}

/** SQLSTATE of a statement that ran into its timeout. */
const QUERY_CANCELED = '57014';

function qualified(table: string): string {
  return `public.${escapeIdentifier(table)}`;
}

async function readRows(client: ClientBase, sql: string, values: unknown[] = []): Promise<number> {
  const { rows } = await client.query<{ rows: number }>(sql, values);
  return rows[0]?.rows ?? 0;
}
