import { describe, expect, it } from 'vitest';
import { loadDataset } from '../../dataset/load-dataset';
import { LOADER } from '../../dataset/load-state';
import { connect } from '../../sql/connect';
import { awaitCondition } from '../e2e/await-condition';
import type { BareCluster } from './bare-cluster';

const ROWS = 1000;

/** More rows than a test waits for. */
const ENDLESS = 5_000_000;

/** Loads of a table that somebody else works with. */
export function describeLoadsBesideOthers(
  clusterOf: () => BareCluster,
  count: () => Promise<number>,
): void {
  /** On the coordinator, as a superuser, until it is true. */
  const until = (what: string, condition: string): Promise<unknown> =>
    awaitCondition(
      what,
      () => clusterOf().query<{ yes: boolean }>(0, `SELECT ${condition} AS yes`),
      ([row]) => row?.yes === true,
      60_000,
    );
  const load = (options: Parameters<typeof loadDataset>[2]) =>
    loadDataset(clusterOf().plan, clusterOf().connection(), options);
  const indexes = async (): Promise<number> =>
    (
      await clusterOf().query<{ n: number }>(
        1,
        `SELECT count(*)::int AS n FROM pg_indexes WHERE tablename LIKE 'vehicle_locations\\_%'`,
      )
    )[0]?.n ?? 0;

  describe('a load behind an open transaction', () => {
    const waits = `EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'
      AND application_name = '${LOADER}')`;

    it('lets readers through, gives up naming who holds the locks, and goes through after it', async () => {
      await load({ rows: ROWS, force: true });
      const made = await indexes();
      const holder = await connect(clusterOf().connection(), 'somebody at work');
      try {
        await holder.query('BEGIN');
        await holder.query('SELECT count(*) FROM vehicle_locations');
        const { rows } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');

        let over = false;
        const refused = load({ rows: 10, force: true, waitMs: 5000 })
          .then(String, (error: unknown) => String(error))
          .finally(() => (over = true));
        await until('the load waits', waits);
        expect(await count()).toBe(ROWS);
        expect(over).toBe(false);
        expect(await refused).toMatch(
          new RegExp(
            `vehicle_locations is locked by pid ${rows[0]?.pid} \\(user citus, somebody at work\\), ` +
              `idle in transaction since \\d\\d:\\d\\d:\\d\\d UTC .*; waited 5 s, nothing was changed`,
          ),
        );
        expect(await count()).toBe(ROWS);
        expect(await indexes()).toBe(made);

        const patient = load({ rows: 10, force: true });
        await until('the load waits', waits);
        await holder.query('COMMIT');
        expect(await patient).toMatchObject({ rows: 10 });
        expect(await count()).toBe(10);
      } finally {
        await holder.end();
      }
    });
  });

  describe('a first load that was cut off', () => {
    async function cutOffFirstLoad(): Promise<void> {
      await load({ rows: 0, force: true });
      await clusterOf().query(0, 'DELETE FROM cluster.dataset_load');
      const stopping = new AbortController();
      const stopped = load({ rows: ENDLESS, streams: 1, signal: stopping.signal }).catch(String);
      // Citus tells no progress of a COPY, so it is the statement that is looked for.
      await until(
        'a copy',
        `EXISTS (SELECT FROM pg_stat_activity
                 WHERE application_name = '${LOADER}' AND state = 'active' AND query LIKE 'COPY %')`,
      );
      stopping.abort();
      expect(await stopped).toContain('the load was stopped');
    }

    it('is started over', async () => {
      await cutOffFirstLoad();
      const result = await load({ rows: ROWS });
      expect(result.kept).toBeUndefined();
      expect(await count()).toBe(ROWS);
    });

    it('is not where somebody has put a row into the table since', async () => {
      await cutOffFirstLoad();
      await clusterOf().query(
        0,
        `SET ROLE citus;
         INSERT INTO vehicle_locations (vehicle_id, location, recorded_at, region_code)
         VALUES (4711, ST_SetSRID(ST_MakePoint(-73.9, 40.8), 4326), now(), 'region_north')`,
      );
      const held = await count();
      const result = await load({ rows: ROWS });
      expect(result).toMatchObject({ rows: held });
      expect(result.kept).toContain('as there are some that no load made among them');
      expect(await count()).toBe(held);
      expect(await indexes()).toBeGreaterThan(0);
      // It is settled: the next deployment keeps them as well.
      expect(await load({ rows: ROWS })).toMatchObject({ rows: held });
    });
  });
}
