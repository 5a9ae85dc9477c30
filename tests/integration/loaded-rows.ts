import { expect, it } from 'vitest';
import { loadDataset } from '../../dataset/load-dataset';
import { loadedRegionCodes } from '../../dataset/loaded-regions';
import { regionCodes } from '../../dataset/region';
import { rowOf } from '../../dataset/row';
import { countRows } from '../../manager/shards/rows';
import { plannedLayout, readTableLayout } from '../../results/table-layout';
import { runSqlFiles } from '../../sql/run-sql-files';
import { ROWS, type DatasetCluster } from './dataset-cluster';

const AS_OF = Date.UTC(2026, 0, 1);

/** The data set's table and its rows, as schema and load make them; tests of one cluster, in order. */
export function describeLoadedRows(at: DatasetCluster): void {
  const applySchema = (): Promise<void> =>
    at.withSession((client) => runSqlFiles(client, at.bare.plan, 'schema'));

  it('applies the schema twice with one result', async () => {
    await applySchema();
    await applySchema();
    expect(await at.count()).toBe(0);
    const { plan, secrets, observation } = at.bare;
    const shards = await countRows(plan, secrets.superuser, observation);
    expect(shards.map(({ group, shards: number, rows }) => [group, number, rows])).toEqual([
      [1, 4, 0],
      [2, 4, 0],
    ]);
  });

  it('loads the generated rows, alike however many connections carry them', async () => {
    const { plan } = at.bare;
    const checksum = `SELECT count(*)::int AS n, sum(hashtext(concat_ws('|', id, vehicle_id,
      ST_AsEWKT(location), extract(epoch FROM recorded_at), region_code)))::text AS sum
      FROM vehicle_locations`;
    const options = { rows: ROWS, asOf: AS_OF, force: true };
    await loadDataset(plan, at.bare.connection(), { ...options, streams: 1 });
    const one = await at.owner(checksum);
    await loadDataset(plan, at.bare.connection(), { ...options, streams: 5 });
    expect(await at.owner(checksum)).toEqual(one);
    expect(one).toMatchObject([{ n: ROWS }]);

    const { regions, seed } = plan.dataset;
    const row = rowOf({ rows: ROWS, regions, seed, asOf: AS_OF }, 777);
    expect(
      await at.owner(`SELECT vehicle_id, ST_X(location) AS lon, ST_Y(location) AS lat, region_code,
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
    const { plan } = at.bare;
    const dataset = { ...plan.dataset, distributionColumn: 'vehicle_id', shardCount: 24 } as const;
    await at.withSession(async (client) => {
      await runSqlFiles(client, { ...plan, dataset }, 'schema');
      await runSqlFiles(client, { ...plan, dataset }, 'createIndexes');
    });
    expect(await at.count()).toBe(ROWS);
  });

  it('keeps what a load has filled', async () => {
    const load = await loadDataset(at.bare.plan, at.bare.connection(), { rows: ROWS });
    expect(load).toMatchObject({
      rows: ROWS,
      kept: expect.stringMatching(/keeps its 20,000 rows/) as string,
    });
  });

  it('describes the table as it is, for results', async () => {
    const layout = await at.withSession((client) => readTableLayout(client, at.bare.plan));
    expect(layout).toEqual(plannedLayout(at.bare.plan));
  });

  it('knows the regions of a table that was loaded when they had consecutive numbers', async () => {
    await at.withSession(async (client) => {
      expect(await loadedRegionCodes(client, 1)).toEqual(regionCodes(at.bare.plan.dataset.regions));
      await client.query('BEGIN');
      await client.query('ALTER TABLE cluster.dataset_load DROP COLUMN region_codes');
      await client.query('UPDATE cluster.dataset_load SET regions = 4');
      expect((await loadedRegionCodes(client, 1)).at(-1)).toBe('region_04');
    });
  });
}
