import { expect, it } from 'vitest';
import { explainStatement } from '../../explain/explain-statement';
import { SEED_QUERIES } from '../../explain/seed-queries';
import { ROWS, type DatasetCluster } from './dataset-cluster';

/** What PostgreSQL calls a search by one of the shard's indexes. */
const INDEX_SCAN = /Index Scan (on|using) vehicle_locations_/;

/** Statements of an application on the loaded rows; tests of one cluster, in order. */
export function describeApplicationStatements(at: DatasetCluster): void {
  it('numbers a row that comes without an id after the loaded ones', async () => {
    const row = `INSERT INTO vehicle_locations (vehicle_id, location, recorded_at, region_code)
      VALUES (1, ST_SetSRID(ST_MakePoint(-73.9, 40.8), 4326), now(), 'region_north')`;
    await at.owner(row);
    await at.owner(row);
    const ids = await at.owner<{ id: string }>(
      `SELECT id FROM vehicle_locations WHERE id > ${ROWS} ORDER BY id`,
    );
    expect(ids.map(({ id }) => Number(id))).toEqual([ROWS + 1, ROWS + 2]);
    await expect(
      at.owner(`INSERT INTO vehicle_locations SELECT * FROM vehicle_locations WHERE id = 777
             AND region_code = (SELECT region_code FROM vehicle_locations WHERE id = 777)`),
    ).rejects.toThrow(/duplicate key/);
  });

  it('explains without changing anything, and finds points by the index', async () => {
    await at.withSession(async (client) => {
      const before = await at.count();
      const write = { name: 'delete', description: '', parameters: [ROWS] };
      const sql = 'DELETE FROM vehicle_locations WHERE id > $1';
      const explanation = await explainStatement(client, { ...write, sql });
      expect(explanation.executionMs).toBeGreaterThan(0);
      expect(await at.count()).toBe(before);
      for (const query of SEED_QUERIES) {
        const { plan } = await explainStatement(client, query);
        expect(plan.join('\n')).toMatch(at.engine === 'citus' ? INDEX_SCAN : /Foreign Scan/);
      }
    });
  });

  it.runIf(at.engine === 'native')(
    'sends spatial conditions to the workers, which have the index',
    async () => {
      const [{ shard } = { shard: '' }] = await at.owner<{ shard: string }>(
        `SELECT min(shard) AS shard FROM cluster.shards WHERE server = 'worker_1'`,
      );
      for (const { sql } of SEED_QUERIES) {
        const plan = await at.owner(`EXPLAIN (VERBOSE) ${sql}`);
        expect(JSON.stringify(plan)).toMatch(/Remote SQL: [^}]*(st_dwithin|&&)/);
        const onWorker = await at.bare.query(
          1,
          `EXPLAIN ${sql.replace('vehicle_locations', shard)}`,
        );
        expect(JSON.stringify(onWorker)).toMatch(INDEX_SCAN);
      }
    },
  );
}
