import { expect, it } from 'vitest';
import { regionCodes } from '../../dataset/region';
import { CatalogueSurvey } from '../../manager/shards/catalogue-survey';
import { countRows } from '../../manager/shards/rows';
import { awaitCondition } from '../e2e/await-condition';
import { ROWS, type DatasetCluster } from './dataset-cluster';

/** Where the loaded rows are; tests of one cluster, in order. */
export function describeSpreadRows(at: DatasetCluster): void {
  it('spreads the rows over both workers and counts them exactly', async () => {
    const { plan, secrets, observation } = at.bare;
    const held = await countRows(plan, secrets.superuser, observation);
    expect(held.map(({ group, exact }) => [group, exact])).toEqual([
      [1, true],
      [2, true],
    ]);
    expect(held.every(({ rows }) => rows > 0)).toBe(true);
    expect(held.reduce((sum, { rows }) => sum + rows, 0)).toBe(ROWS);
  });

  it('knows where the shards are, how large they are, and what is missing', async () => {
    const { plan, secrets, observation } = at.bare;
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

      const [shard] = await at.bare.query<{ name: string }>(
        0,
        at.engine === 'citus'
          ? `SELECT shard_name(logicalrelid, shardid) AS name
             FROM pg_dist_shard JOIN pg_dist_placement USING (shardid) WHERE groupid = 2 LIMIT 1`
          : `SELECT shard AS name FROM cluster.shards WHERE server = 'worker_2' LIMIT 1`,
      );
      const rename = (from = '', to = ''): Promise<unknown> =>
        at.bare.query(
          2,
          `${at.engine === 'citus' ? 'SET citus.enable_manual_changes_to_shards = on;' : ''}
           ALTER TABLE ${from} RENAME TO ${to}`,
        );
      await rename(shard?.name, 'gone');
      await until('a reason', reasons, (seen) => seen.length > 0);
      expect(reasons()).toEqual(['worker-2 lacks 1 of 4 shards placed there and nowhere else']);
      expect(survey.lostShards).toBe(1);
      await rename('gone', shard?.name);
      await until('no reason', reasons, (seen) => seen.length === 0);

      await at.bare.query(0, 'CREATE UNLOGGED TABLE cache (n integer)');
      await until(
        'a notice',
        () => survey.notices,
        (seen) => seen.length > 0,
      );
      expect(survey.notices).toEqual([
        'table cache is unlogged: each change of primary empties it',
      ]);
      await at.bare.query(0, 'DROP TABLE cache');
    } finally {
      survey.stop();
      await running;
    }
  });

  it('spreads 64 regions evenly over twelve shards, and so over the workers', async () => {
    const regions = `unnest('{${regionCodes(64).join()}}'::text[]) AS region`;
    const shard =
      at.engine === 'native'
        ? `(SELECT n FROM generate_series(0, 11) AS n
            WHERE satisfies_hash_partition('vehicle_locations'::regclass, 12, n, region))`
        : '(worker_hash(region)::bigint + 2147483648) / (4294967296 / 12)';
    const shards = await at.owner<{ regions: number }>(
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
}
