import type { Client } from 'pg';
import { connect } from '../sql/connect';
import { messageOf } from '../words/message-of';
import { dataVolumes, type ClusterPlan } from '../topology/plan';
import { loadConfig } from './load-config';
import { readStackOutputs } from '../running/read-outputs';
import { StackNotUp } from '../running/stack-not-up';

/** How long the cluster may take to say what it holds, ms. */
const ANSWER_LIMIT_MS = 10_000;

/** A table of a user, or of the data set. */
export interface TableEstimate {
  readonly name: string;
  /** By PostgreSQL's statistics. */
  readonly rows: number;
}

/** Tables that are no part of another and of no extension, with the rows of all their parts. */
const LOCAL_TABLES = `
  SELECT c.oid::regclass::text AS name, (
    SELECT coalesce(sum(greatest(p.reltuples, pg_stat_get_live_tuples(p.oid), 0)), 0)::float8
    FROM pg_class p WHERE p.relkind <> 'p'
      AND (p.oid = c.oid OR p.oid IN (SELECT relid FROM pg_partition_tree(c.oid)))
  ) AS rows
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'cluster')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
  ORDER BY 2 DESC, 1`;

/** Rows of the shards of Citus' tables: each shard once, by the largest of its placements. */
const DISTRIBUTED_TABLES = `
  SELECT p.logicalrelid::text AS name, (
    SELECT coalesce(sum(rows), 0)::float8 FROM (
      SELECT max(result::float8) AS rows FROM run_command_on_placements(p.logicalrelid, $command$
        SELECT greatest(reltuples, pg_stat_get_live_tuples(oid), 0) FROM pg_class
        WHERE oid = '%s'::regclass $command$)
      WHERE success GROUP BY shardid
    ) s
  ) AS rows
  FROM pg_dist_partition p`;

const DATABASES = `
  SELECT datname AS name, pg_size_pretty(pg_database_size(datname)) AS size FROM pg_database
  WHERE NOT datistemplate AND datname NOT IN (current_database(), 'postgres') ORDER BY 1`;

/**
 * What goes with a stack, in words: the tables with their estimated rows and other databases, as the
 * running cluster tells, and the volumes. Undefined for a stack that is not up.
 *
 * @throws UserError if there is no such stack, or its outputs can't be read
 */
export async function describeData(stack: string): Promise<string | undefined> {
  let outputs;
  try {
    outputs = await readStackOutputs(stack);
  } catch (error) {
    if (error instanceof StackNotUp) return undefined;
    throw error;
  }
  const { plan, connections } = outputs;
  const held = await readData(plan, connections.write).catch(
    (error: unknown) =>
      `tables that can't be named, as the cluster does not answer (${messageOf(error)})`,
  );
  const volumes = `${dataVolumes(plan).length} volumes${plan.backup ? ' (backups among them)' : ''}`;
  return loadConfig(stack).protectData
    ? `The data stay, as protectData is set: ${volumes} with ${held}`
    : `With stack "${stack}" goes the data of ${volumes}: ${held}`;
}

async function readData(plan: ClusterPlan, connection: string): Promise<string> {
  const client = await connect(connection, 'citus-cluster down');
  try {
    await client.query(`SET statement_timeout TO ${ANSWER_LIMIT_MS}`);
    const tables = await readTables(client, plan);
    const { rows: databases } = await client.query<{ name: string; size: string }>(DATABASES);
    return describeTables(
      tables,
      databases.map(({ name, size }) => `database ${name} (${size})`),
    );
  } finally {
    await client.end();
  }
}

async function readTables(client: Client, { engine }: ClusterPlan): Promise<TableEstimate[]> {
  const { rows: tables } = await client.query<TableEstimate>(LOCAL_TABLES);
  if (engine !== 'citus') return tables;
  const { rows: distributed } = await client.query<TableEstimate>(DISTRIBUTED_TABLES);
  const others = tables.filter(({ name }) => !distributed.some((one) => one.name === name));
  return [...distributed, ...others];
}

/** Tables named; the rest are counted. */
const NAMED = 10;

/** Tables in words, those with the most rows first: `vehicle_locations (about 20,000 rows), …`. */
export function describeTables(
  tables: readonly TableEstimate[],
  databases: readonly string[] = [],
): string {
  const sorted = [...tables].sort((one, other) => other.rows - one.rows);
  const named = sorted
    .slice(0, NAMED)
    .map(({ name, rows }) => `${name} (about ${Math.round(rows).toLocaleString('en')} rows)`);
  const more = sorted.length - named.length;
  const all = [...named, ...(more > 0 ? [`${more} more tables`] : []), ...databases];
  return all.length === 0 ? 'no table' : all.join(', ');
}
