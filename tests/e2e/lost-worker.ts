import Docker from 'dockerode';
import type { Client } from 'pg';
import { expect, it } from 'vitest';
import { openClient } from '../../sql/open-client';
import { awaitCondition } from './await-condition';
import { npmRun, npmRunOk } from './project';

/** Longest wait for an acknowledged write after a worker was killed, ms: 8 s, and a busy machine. */
const WRITES_LIMIT_MS = 20_000;

/** Longest wait for the full redundancy after the worker is back, ms. */
const REDUNDANCY_LIMIT_MS = 180_000;

interface Status {
  readonly healthy: boolean;
  readonly reasons: readonly string[];
}

interface Placements {
  readonly shards: string;
  readonly placements: string;
  readonly workers: string;
}

/** The first region codes whose rows lie on every pair of workers, one per shard. */
const KEYS = `
  SELECT DISTINCT ON (get_shard_id_for_distribution_column('vehicle_locations', code)) code
  FROM (SELECT 'lost_' || i AS code FROM generate_series(1, 400) AS i) AS codes
  ORDER BY get_shard_id_for_distribution_column('vehicle_locations', code)`;

const PLACEMENTS = `
  SELECT count(DISTINCT shardid) AS shards, count(*) AS placements, count(DISTINCT groupid) AS workers
  FROM pg_dist_placement`;

/** A worker of a stack with replicated shards dies under writes. Call it inside a `describe`. */
export function describeLostWorker(stack: string): void {
  const onStack = ['--stack', stack];
  const container = new Docker().getContainer(`citus-${stack}-worker-1-a`);

  async function attempt<T>(run: (client: Client) => Promise<T>): Promise<T | undefined> {
    const uri = (await npmRunOk('connection', ...onStack, '--to', 'write')).trim();
    let client: Client | undefined;
    try {
      client = await openClient({
        connectionString: uri,
        connectionTimeoutMillis: 2000,
        query_timeout: 2000,
      });
      return await run(client);
    } catch {
      return undefined;
    } finally {
      client?.end().catch(() => undefined);
      client?.connection.stream.destroy();
    }
  }

  async function status(): Promise<Status> {
    const { stdout } = await npmRun('status', ...onStack, '--json');
    return JSON.parse(stdout) as Status;
  }

  it(
    'takes writes again without its first worker, and has its redundancy back with it',
    async () => {
      const rows = await attempt((client) => client.query<{ code: string }>(KEYS));
      const codes = (rows?.rows ?? []).map(({ code }) => code);
      expect(codes.length).toBeGreaterThan(3);
      const before = await attempt((client) => client.query<Placements>(PLACEMENTS));
      const acknowledged: string[] = [];
      const write = (code: string): Promise<boolean | undefined> =>
        attempt(async (client) => {
          await client.query(
            `INSERT INTO vehicle_locations (vehicle_id, location, recorded_at, region_code)
             VALUES (-8, ST_SetSRID(ST_MakePoint(-73.9, 40.8), 4326), now(), $1)`,
            [code],
          );
          acknowledged.push(code);
          return true;
        });

      await container.kill();
      // One statement a shard: half of them need the lost worker until it is disabled.
      await awaitCondition(
        'a write to every shard',
        async () => {
          const left = codes.filter((code) => !acknowledged.includes(code));
          for (const code of left) if ((await write(code)) !== true) break;
          return codes.filter((code) => !acknowledged.includes(code));
        },
        (left) => left.length === 0,
        WRITES_LIMIT_MS,
      );
      const degraded = await status();
      expect(degraded.healthy).toBe(false);
      expect(degraded.reasons).toContain('worker-1-a is disabled');

      await container.start();
      await awaitCondition(
        'the full redundancy',
        status,
        ({ healthy }) => healthy,
        REDUNDANCY_LIMIT_MS,
      );
      const after = await attempt((client) => client.query<Placements>(PLACEMENTS));
      expect(after?.rows).toEqual(before?.rows);
      const found = await attempt((client) =>
        client.query<{ n: number }>(
          'SELECT count(*)::int AS n FROM vehicle_locations WHERE vehicle_id = -8',
        ),
      );
      expect(found?.rows[0]?.n).toBeGreaterThanOrEqual(acknowledged.length);
      await attempt((client) =>
        client.query('DELETE FROM vehicle_locations WHERE vehicle_id = -8'),
      );
    },
    WRITES_LIMIT_MS + REDUNDANCY_LIMIT_MS + 60_000,
  );
}
