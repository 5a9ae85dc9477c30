import type Docker from 'dockerode';
import { connect } from '../sql/connect';
import type { ClusterPlan } from '../topology/plan';
import { postgresParameters } from '../topology/postgres/postgres-parameters';
import { copyRows } from './copy-rows';
import { startPlainServer } from './plain-server';
import type { DatasetSpec } from './row';
import { TABLE } from './table';

/** The parameters that a bulk load feels, taken over from the plan. */
const PARAMETERS = [
  'shared_buffers',
  'maintenance_work_mem',
  'max_wal_size',
  'checkpoint_timeout',
  'wal_compression',
  'wal_sync_method',
];

const INDEXED_TABLE = [
  'CREATE EXTENSION postgis',
  `CREATE TABLE ${TABLE} (
     id bigint NOT NULL, vehicle_id integer NOT NULL, location geometry(Point, 4326) NOT NULL,
     recorded_at timestamptz NOT NULL, region_code text NOT NULL, PRIMARY KEY (region_code, id))`,
  `CREATE INDEX ON ${TABLE} USING gist (location)`,
  `CREATE INDEX ON ${TABLE} USING gist ((location::geography))`,
  `CREATE INDEX ON ${TABLE} (region_code, recorded_at DESC)`,
  `CREATE INDEX ON ${TABLE} (recorded_at DESC)`,
  `CREATE INDEX ON ${TABLE} (vehicle_id, recorded_at)`,
];

/**
 * Times one plain `COPY` of the data set's rows into one table with all its indexes, and its
 * `ANALYZE`, on a server of its own: the cluster's image and a worker's parameters, no standby.
 *
 * @param signal cuts it off; the server is removed then as well
 * @returns ms
 */
export async function timePlainCopy(
  docker: Docker,
  plan: ClusterPlan,
  spec: DatasetSpec,
  signal: AbortSignal,
): Promise<number> {
  const holder = plan.groups.at(-1);
  const [node] = holder?.nodes ?? [];
  if (holder === undefined || node === undefined) throw new Error('a plan has groups with nodes');
  const all = postgresParameters(plan, holder);
  const server = await startPlainServer(docker, {
    image: plan.images.database.name,
    name: `citus-${plan.stack}-plain-copy-${process.pid}`,
    memoryMiB: node.resources.memoryMiB,
    parameters: Object.fromEntries(PARAMETERS.map((name) => [name, all[name] ?? ''])),
  });
  try {
    const client = await connect(server.connection, 'citus-cluster plain copy');
    try {
      for (const statement of INDEXED_TABLE) await client.query(statement);
      const startedAt = performance.now();
      const task = { table: TABLE, from: 1, to: spec.rows };
      await copyRows(server.connection, spec, [task], { streams: 1, signal });
      await client.query(`ANALYZE ${TABLE}`);
      return performance.now() - startedAt;
    } finally {
      await client.end();
    }
  } finally {
    await server.remove();
  }
}
