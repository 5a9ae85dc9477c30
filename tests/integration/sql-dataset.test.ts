import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plannedLayout, readTableLayout } from '../../results/table-layout';
import { copyRows } from '../../dataset/copy-rows';
import { loadDataset } from '../../dataset/load-dataset';
import { loadedRegionCodes } from '../../dataset/loaded-regions';
import { regionCodes } from '../../dataset/region';
import { rowOf } from '../../dataset/row';
import { TABLE } from '../../dataset/table';
import { explainStatement } from '../../explain/explain-statement';
import { SEED_QUERIES } from '../../explain/seed-queries';
import { CatalogueSurvey } from '../../manager/shards/catalogue-survey';
import { setUp } from '../../manager/reconcile';
import { countRows } from '../../manager/shards/rows';
import { connect } from '../../sql/connect';
import { runSqlFiles } from '../../sql/run-sql-files';
import type { Engine } from '../../topology/config/cluster-config';
import { SERVICES_BASE_IMAGE } from '../../topology/plan';
import { awaitCondition } from '../e2e/await-condition';
import { CITUS_IMAGE } from '../e2e/citus-image';
import { describeAddedRoles } from './added-roles';
import { startBareCluster, type BareCluster } from './bare-cluster';
import { describeLoadsBesideOthers } from './load-beside-others';
import { describeShardedTables } from './sharded-tables';

const ROWS = 20_000;
const AS_OF = Date.UTC(2026, 0, 1);

/** What PostgreSQL calls a search by one of the shard's indexes. */
const INDEX_SCAN = /Index Scan (on|using) vehicle_locations_/;

/** Packages may come over a slow line. */
const BUILD_LIMIT_MS = 10 * 60_000;

describe('set-up, schema and load', () => {
  describe('of engine native', () => {
    describeEngine('native', SERVICES_BASE_IMAGE);
  });
  describe.skipIf(CITUS_IMAGE === undefined)('of engine citus', () => {
    describeEngine('citus', CITUS_IMAGE ?? '');
  });
});

function describeEngine(engine: Engine, base: string): void {
  let cluster: BareCluster;
  const count = async (): Promise<number> =>
    (await owner<{ n: number }>('SELECT count(*)::int AS n FROM vehicle_locations'))[0]?.n ?? -1;

  async function owner<R extends object>(sql: string): Promise<R[]> {
    const client = await connect(cluster.connection(), 'test');
    try {
      return (await client.query(sql)).rows as R[];
    } finally {
      await client.end();
    }
  }

  async function applySchema(): Promise<void> {
    const client = await connect(cluster.connection(), 'test');
    try {
      await runSqlFiles(client, cluster.plan, 'schema');
    } finally {
      await client.end();
    }
  }

  beforeAll(async () => {
    cluster = await startBareCluster(engine, base);
  }, BUILD_LIMIT_MS);
  afterAll(async () => {
    await cluster.remove();
  });

  it('sets up once and finds nothing to do afterwards', async () => {
    const { plan, secrets, observation } = cluster;
    const first = await setUp(plan, secrets, observation);
    expect(first.reasons).toEqual([]);
    expect(first.changes.join('\n')).toMatch(/extension postgis/);
    expect(await setUp(plan, secrets, observation)).toEqual({ changes: [], reasons: [] });
    expect(await owner('SELECT current_user::text AS me')).toEqual([{ me: 'citus' }]);
  });

  it('changes a password everywhere, and lets the old one in no more', async () => {
    const { plan, secrets, observation } = cluster;
    const changed = { ...secrets, citus: 'another one' };
    expect((await setUp(plan, changed, observation)).changes.length).toBeGreaterThan(0);
    await expect(connect(cluster.connection(), 'test')).rejects.toThrow(/password authentication/);
    await (await connect(cluster.connection('another one'), 'test')).end();
    await setUp(plan, secrets, observation);
  });

  it('shows no password to a log that takes every statement, nor to the statistics', async () => {
    const { secrets } = cluster;
    const quoted = secrets.citus.replaceAll("'", "''");
    for (const group of [0, 1, 2]) {
      const log = await cluster.log(group);
      expect(log).toMatch(/ready to accept connections/);
      for (const text of [secrets.citus, quoted, secrets.monitor]) expect(log).not.toContain(text);
      // Citus hands the coordinator's roles to the workers in statements of its own.
      if (engine === 'native' || group === 0) expect(log).not.toContain('SCRAM-SHA-256$');
      const seen = await cluster.query<{ n: number }>(
        group,
        `SELECT count(*)::int AS n FROM pg_stat_statements WHERE query ~* 'password'`,
      );
      expect(seen).toEqual([{ n: 0 }]);
    }
  });

  it('applies the schema twice with one result', async () => {
    await applySchema();
    await applySchema();
    expect(await count()).toBe(0);
    const { plan, secrets, observation } = cluster;
    const shards = await countRows(plan, secrets, observation);
    expect(shards.map(({ group, shards: number, rows }) => [group, number, rows])).toEqual([
      [1, 4, 0],
      [2, 4, 0],
    ]);
  });

  it('loads the generated rows, alike however many connections carry them', async () => {
    const { plan } = cluster;
    const checksum = `SELECT count(*)::int AS n, sum(hashtext(concat_ws('|', id, vehicle_id,
      ST_AsEWKT(location), extract(epoch FROM recorded_at), region_code)))::text AS sum
      FROM vehicle_locations`;
    const options = { rows: ROWS, asOf: AS_OF, force: true };
    await loadDataset(plan, cluster.connection(), { ...options, streams: 1 });
    const one = await owner(checksum);
    await loadDataset(plan, cluster.connection(), { ...options, streams: 5 });
    expect(await owner(checksum)).toEqual(one);
    expect(one).toMatchObject([{ n: ROWS }]);

    const { regions, seed } = plan.dataset;
    const row = rowOf({ rows: ROWS, regions, seed, asOf: AS_OF }, 777);
    expect(
      await owner(`SELECT vehicle_id, ST_X(location) AS lon, ST_Y(location) AS lat, region_code,
        (extract(epoch FROM recorded_at) * 1000000)::bigint::text AS us
        FROM vehicle_locations WHERE id = 777`),
    ).toEqual([
      {
        vehicle_id: row.vehicleId,
        lon: row.lon,
        lat: row.lat,
        region_code: regionCodes(regions)[row.region],
        us: String(row.recordedAt),
      },
    ]);
  });

  it('leaves a table as it was made where the plan names another column and other shards', async () => {
    const { plan } = cluster;
    const dataset = { ...plan.dataset, distributionColumn: 'vehicle_id', shardCount: 24 } as const;
    const client = await connect(cluster.connection(), 'test');
    try {
      await runSqlFiles(client, { ...plan, dataset }, 'schema');
      await runSqlFiles(client, { ...plan, dataset }, 'createIndexes');
    } finally {
      await client.end();
    }
    expect(await count()).toBe(ROWS);
  });

  it('keeps what a load has filled', async () => {
    const load = await loadDataset(cluster.plan, cluster.connection(), { rows: ROWS });
    expect(load).toMatchObject({
      rows: ROWS,
      kept: expect.stringMatching(/keeps its 20,000 rows/) as string,
    });
  });

  it('describes the table as it is, for results', async () => {
    const client = await connect(cluster.connection(), 'test');
    const layout = await readTableLayout(client, cluster.plan);
    await client.end();
    expect(layout).toEqual(plannedLayout(cluster.plan));
  });

  it('spreads the rows over both workers and counts them exactly', async () => {
    const { plan, secrets, observation } = cluster;
    const held = await countRows(plan, secrets, observation);
    expect(held.map(({ group, exact }) => [group, exact])).toEqual([
      [1, true],
      [2, true],
    ]);
    expect(held.every(({ rows }) => rows > 0)).toBe(true);
    expect(held.reduce((sum, { rows }) => sum + rows, 0)).toBe(ROWS);
  });

  it('knows where the shards are, how large they are, and what is missing', async () => {
    const { plan, secrets, observation } = cluster;
    const survey = new CatalogueSurvey(plan, secrets, () => Promise.resolve(observation));
    const running = survey.run();
    const until = <T>(what: string, see: () => T, holds: (seen: T) => boolean): Promise<T> =>
      awaitCondition(what, () => Promise.resolve(see()), holds, 30_000);
    const reasons = (): readonly string[] => survey.reasons;
    try {
      const rows = await until(
        'a survey',
        () => survey.rows,
        (seen) => seen.length > 0,
      );
      expect(rows.map(({ group, shards, exact }) => [group, shards, exact])).toEqual([
        [1, 4, false],
        [2, 4, false],
      ]);
      // The load ends with an ANALYZE, which reads a sample.
      const estimated = rows.reduce((sum, { rows: held }) => sum + held, 0);
      expect(Math.abs(estimated - ROWS)).toBeLessThan(ROWS / 10);
      expect(reasons()).toEqual([]);

      const [shard] = await cluster.query<{ name: string }>(
        0,
        engine === 'citus'
          ? `SELECT shard_name(logicalrelid, shardid) AS name
             FROM pg_dist_shard JOIN pg_dist_placement USING (shardid) WHERE groupid = 2 LIMIT 1`
          : `SELECT shard AS name FROM cluster.shards WHERE server = 'worker_2' LIMIT 1`,
      );
      const rename = (from = '', to = ''): Promise<unknown> =>
        cluster.query(
          2,
          `${engine === 'citus' ? 'SET citus.enable_manual_changes_to_shards = on;' : ''}
           ALTER TABLE ${from} RENAME TO ${to}`,
        );
      await rename(shard?.name, 'gone');
      await until('a reason', reasons, (seen) => seen.length > 0);
      expect(reasons()).toEqual(['worker-2 lacks 1 of 4 shards placed there and nowhere else']);
      expect(survey.lostShards).toBe(1);
      await rename('gone', shard?.name);
      await until('no reason', reasons, (seen) => seen.length === 0);

      await cluster.query(0, 'CREATE UNLOGGED TABLE cache (n integer)');
      await until(
        'a notice',
        () => survey.notices,
        (seen) => seen.length > 0,
      );
      expect(survey.notices).toEqual([
        'table cache is unlogged: each change of primary empties it',
      ]);
      await cluster.query(0, 'DROP TABLE cache');
    } finally {
      survey.stop();
      await running;
    }
  });

  it('spreads 64 regions evenly over twelve shards, and so over the workers', async () => {
    const regions = `unnest('{${regionCodes(64).join()}}'::text[]) AS region`;
    const shard =
      engine === 'native'
        ? `(SELECT n FROM generate_series(0, 11) AS n
            WHERE satisfies_hash_partition('vehicle_locations'::regclass, 12, n, region))`
        : '(worker_hash(region)::bigint + 2147483648) / (4294967296 / 12)';
    const shards = await owner<{ regions: number }>(
      `SELECT count(*)::int AS regions FROM ${regions} GROUP BY ${shard} ORDER BY ${shard}`,
    );
    for (const workers of [12, 6, 4, 3, 2]) {
      const held = Array.from({ length: workers }, (_, worker) =>
        shards
          .filter((_, shard) => shard % workers === worker)
          .reduce((sum, shard) => sum + shard.regions, 0),
      );
      expect(held.reduce((sum, number) => sum + number, 0)).toBe(64);
      expect(Math.max(...held) - Math.min(...held)).toBeLessThanOrEqual(1);
    }
  });

  it('knows the regions of a table that was loaded when they had consecutive numbers', async () => {
    const client = await connect(cluster.connection(), 'test');
    try {
      expect(await loadedRegionCodes(client, 1)).toEqual(regionCodes(cluster.plan.dataset.regions));
      await client.query('BEGIN');
      await client.query('ALTER TABLE cluster.dataset_load DROP COLUMN region_codes');
      await client.query('UPDATE cluster.dataset_load SET regions = 4');
      expect((await loadedRegionCodes(client, 1)).at(-1)).toBe('region_04');
    } finally {
      await client.end();
    }
  });

  it('numbers a row that comes without an id after the loaded ones', async () => {
    const row = `INSERT INTO vehicle_locations (vehicle_id, location, recorded_at, region_code)
      VALUES (1, ST_SetSRID(ST_MakePoint(-73.9, 40.8), 4326), now(), 'region_north')`;
    await owner(row);
    await owner(row);
    const ids = await owner<{ id: string }>(
      `SELECT id FROM vehicle_locations WHERE id > ${ROWS} ORDER BY id`,
    );
    expect(ids.map(({ id }) => Number(id))).toEqual([ROWS + 1, ROWS + 2]);
    await expect(
      owner(`INSERT INTO vehicle_locations SELECT * FROM vehicle_locations WHERE id = 777
             AND region_code = (SELECT region_code FROM vehicle_locations WHERE id = 777)`),
    ).rejects.toThrow(/duplicate key/);
  });

  it('explains without changing anything, and finds points by the index', async () => {
    const client = await connect(cluster.connection(), 'test');
    try {
      const before = await count();
      const write = { name: 'delete', description: '', parameters: [ROWS] };
      const sql = 'DELETE FROM vehicle_locations WHERE id > $1';
      const explanation = await explainStatement(client, { ...write, sql });
      expect(explanation.executionMs).toBeGreaterThan(0);
      expect(await count()).toBe(before);
      for (const query of SEED_QUERIES) {
        const { plan } = await explainStatement(client, query);
        expect(plan.join('\n')).toMatch(engine === 'citus' ? INDEX_SCAN : /Foreign Scan/);
      }
    } finally {
      await client.end();
    }
  });

  it.runIf(engine === 'native')(
    'sends spatial conditions to the workers, which have the index',
    async () => {
      const [{ shard } = { shard: '' }] = await owner<{ shard: string }>(
        `SELECT min(shard) AS shard FROM cluster.shards WHERE server = 'worker_1'`,
      );
      for (const { sql } of SEED_QUERIES) {
        const plan = await owner(`EXPLAIN (VERBOSE) ${sql}`);
        expect(JSON.stringify(plan)).toMatch(/Remote SQL: [^}]*(st_dwithin|&&)/);
        const onWorker = await cluster.query(
          1,
          `EXPLAIN ${sql.replace('vehicle_locations', shard)}`,
        );
        expect(JSON.stringify(onWorker)).toMatch(INDEX_SCAN);
      }
    },
  );

  describeAddedRoles(() => cluster, count);
  if (engine === 'native') describeShardedTables(() => cluster, owner);

  it('cuts a copy off when told to, and leaves no row of it', async () => {
    const { regions, seed } = cluster.plan.dataset;
    const before = await count();
    const stopping = new AbortController();
    const rows = { table: TABLE, from: 1_000_001, to: 5_000_000 };
    const copied = copyRows(
      cluster.connection(),
      { rows: rows.to, regions, seed, asOf: Date.now() },
      [rows],
      {
        streams: 1,
        onRows: () => {
          stopping.abort();
        },
        signal: stopping.signal,
      },
    );
    await expect(copied).rejects.toThrow('the load was stopped');
    expect(await count()).toBe(before);
  });

  it('keeps a second load out, and starts over after one that was killed', async () => {
    const { plan } = cluster;
    const script = path.join(__dirname, 'fixtures', 'load-forever.ts');
    const loader = spawn(process.execPath, ['--import', 'tsx', script], {
      env: {
        ...process.env,
        CLUSTER_PLAN: JSON.stringify(plan),
        CLUSTER_CONNECTION: cluster.connection(),
      },
      stdio: 'ignore',
    });
    const ended = once(loader, 'exit');
    await awaitCondition(
      'rows under way',
      () =>
        cluster.query<{ n: number }>(
          0,
          'SELECT coalesce(sum(tuples_processed), 0)::int AS n FROM pg_stat_progress_copy',
        ),
      ([row]) => (row?.n ?? 0) > 0,
      60_000,
    );
    await expect(loadDataset(plan, cluster.connection(), { rows: ROWS })).rejects.toThrow(
      'another load of this cluster is running; wait for it to end',
    );
    loader.kill('SIGKILL');
    await ended;

    // The server notices the lost session a moment later.
    const redone = await awaitCondition(
      'the lock of the killed load',
      () => loadDataset(plan, cluster.connection(), { rows: ROWS }).catch(() => undefined),
      (result) => result !== undefined,
      60_000,
    );
    expect(redone).toMatchObject({ rows: ROWS, copyMs: expect.any(Number) as number });
    expect(await count()).toBe(ROWS);
  });

  describeLoadsBesideOthers(() => cluster, count);
}
