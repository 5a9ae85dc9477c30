import { expect, it } from 'vitest';
import type { BareCluster } from './bare-cluster';

/** Runs SQL as the database's owner on the coordinator, in a session of its own. */
type Owner = <R extends object>(sql: string) => Promise<R[]>;

const NAMES = ['Oslo', 'Rome', 'Bonn', 'Lima', 'Cairo', 'Quito', 'Seoul', 'Turin'];
const CITIES = `(VALUES ${NAMES.map((name, id) => `(${id}, '${name}')`).join()}) c (id, city)`;

/** Tables that users shard over the workers of engine native; tests of one cluster, in order. */
export function describeShardedTables(cluster: () => BareCluster, owner: Owner): void {
  const rows = (table: string): Promise<object[]> =>
    owner(`SELECT * FROM ${table} ORDER BY id, city`);
  /** How many of the cities are found by their name, which is asked of one shard. */
  const found = async (table: string): Promise<number> => {
    const answers = NAMES.map((name) => owner(`SELECT FROM ${table} WHERE city = '${name}'`));
    return (await Promise.all(answers)).filter((answer) => answer.length === 1).length;
  };

  it('takes over shards of an older version, and finds the rows that were in the wrong one', async () => {
    await owner('CREATE TABLE trips (id integer, city text) PARTITION BY HASH (city)');
    for (const n of [0, 1, 2, 3]) {
      const shard = `trips_000${n}`;
      const server = `worker_${1 + (n % 2)}`;
      await owner(
        `SELECT cluster.run_on_worker('${server}', 'CREATE TABLE ${shard} (id integer, city text)')`,
      );
      await owner(`CREATE FOREIGN TABLE ${shard} PARTITION OF trips
        FOR VALUES WITH (MODULUS 4, REMAINDER ${n}) SERVER ${server}`);
    }
    await owner(`INSERT INTO trips SELECT id, city || ' before' FROM ${CITIES}`);
    await owner(`UPDATE trips SET city = replace(city, ' before', '')`);
    const before = await rows('trips');
    expect(before).toHaveLength(NAMES.length);
    expect(await found('trips')).toBeLessThan(NAMES.length);

    await owner(`CALL cluster.attach_shards('trips')`);
    await owner(`CALL cluster.attach_shards('trips')`);
    expect(await rows('trips')).toEqual(before);
    expect(await found('trips')).toBe(NAMES.length);
  });

  it('refuses an update that would move a row, and keeps the row', async () => {
    const before = await rows('trips');
    const moves = `UPDATE trips SET city = city || ' after'`;
    await expect(owner(moves)).rejects.toThrow(/violates partition constraint/);
    expect(await rows('trips')).toEqual(before);
    await owner(`SELECT cluster.drop_sharded_table('trips')`);
    for (const group of [1, 2]) {
      expect(
        await cluster().query(group, `SELECT FROM pg_class WHERE relname LIKE 'trips%'`),
      ).toEqual([]);
    }
  });

  it('changes a table with its shards, all of them or none', async () => {
    await owner(
      `SELECT cluster.create_sharded_table('visits', 'id integer, city text', 'city', 4)`,
    );
    await owner(`INSERT INTO visits SELECT * FROM ${CITIES}`);
    await owner(
      `SELECT cluster.alter_sharded_table('visits', 'ADD COLUMN guests integer DEFAULT 2')`,
    );
    await owner(`INSERT INTO visits VALUES (9, 'Kyiv', 5)`);
    expect(await owner('SELECT sum(guests)::int AS guests FROM visits')).toEqual([{ guests: 21 }]);

    await cluster().query(2, 'ALTER TABLE visits ADD COLUMN paid boolean');
    const before = await rows('visits');
    await expect(
      owner(`SELECT cluster.alter_sharded_table('visits', 'ADD COLUMN paid boolean')`),
    ).rejects.toThrow(/column "paid" of relation "visits" already exists/);
    expect(await rows('visits')).toEqual(before);
    expect(
      await cluster().query(
        1,
        `SELECT FROM pg_attribute WHERE attrelid = 'visits'::regclass AND attname = 'paid'`,
      ),
    ).toEqual([]);
  });

  it.each([
    ['ALTER TABLE visits ADD COLUMN notes text', /visits would no longer be like its shards/],
    ['ALTER TABLE visits RENAME COLUMN guests TO people', /no longer be like its shards/],
    ['ALTER TABLE visits ADD CHECK (guests > 0)', /no longer be like its shards/],
    ['CREATE INDEX ON visits (guests)', /an index of visits would hold no row/],
    ['CREATE PUBLICATION visits FOR TABLE visits', /a publication of visits would send no row/],
    ['CREATE UNIQUE INDEX ON visits (city)', /cannot create unique index on partitioned table/],
    [
      `INSERT INTO visits VALUES (1, 'Oslo', 1) ON CONFLICT (city) DO UPDATE SET guests = 1`,
      /no unique or exclusion constraint matching the ON CONFLICT specification/,
    ],
    [
      'MERGE INTO visits v USING (SELECT 1 AS n) s ON v.id = s.n WHEN MATCHED THEN DELETE',
      /cannot execute MERGE on relation "visits_/,
    ],
  ])('refuses %s, and changes nothing', async (sql, message) => {
    const before = await rows('visits');
    await expect(owner(sql)).rejects.toThrow(message);
    expect(await rows('visits')).toEqual(before);
    await owner(`INSERT INTO visits SELECT * FROM visits WHERE false`);
  });

  it("lets be altered what is the coordinator's alone", async () => {
    await owner('ALTER TABLE visits ALTER COLUMN guests SET DEFAULT 7');
    await owner(`INSERT INTO visits (id, city) VALUES (10, 'Nice')`);
    expect(await owner('SELECT guests FROM visits WHERE id = 10')).toEqual([{ guests: 7 }]);
    await owner(`SELECT cluster.drop_sharded_table('visits')`);
  });
}
