import { expect, it } from 'vitest';
import { openClient } from '../../sql/open-client';
import { changeStack, npmRun, npmRunOk, stackOutputs } from './project';
import { Writers, type WriterAccount } from './writers';

/** Writers at work meanwhile. */
const WRITERS = 4;

/** Longest time without a write that is acceptable, ms: the tests' machine is busy. */
const GAP_LIMIT_MS = 5000;

const TABLE_SHARDS = `
  SELECT count(*)::integer AS shards, count(DISTINCT p.groupid)::integer AS workers
  FROM pg_dist_shard s JOIN pg_dist_placement p USING (shardid)
  WHERE logicalrelid = 'vehicle_locations'::regclass`;

const VALUE = 'region_north';
const TENANT = `
  SELECT s.shardminvalue = s.shardmaxvalue AS alone, p.groupid AS "group"
  FROM pg_dist_shard s JOIN pg_dist_placement p USING (shardid)
  WHERE s.shardid = get_shard_id_for_distribution_column('vehicle_locations', '${VALUE}')`;

/**
 * Shards are split, and a tenant gets one of its own, while clients write. Call it inside a `describe` of
 * a stack of Citus whose shards have one placement.
 */
export function describeDividedShards(stack: string): void {
  const onStack = ['--stack', stack];

  async function query<R extends object>(sql: string): Promise<R> {
    const client = await openClient({
      connectionString: (await stackOutputs(stack)).connections.write,
    });
    try {
      const { rows } = await client.query<R>(sql);
      if (rows[0] === undefined) throw new Error(`no answer to ${sql}`);
      return rows[0];
    } finally {
      await client.end();
    }
  }

  const loadedRows = async (): Promise<number> =>
    Number(
      (
        await query<{ n: string }>(
          'SELECT count(*) AS n FROM vehicle_locations WHERE vehicle_id >= 0',
        )
      ).n,
    );

  async function underWriters(work: () => Promise<void>): Promise<WriterAccount> {
    const { connections } = await stackOutputs(stack);
    const logins = () => [{ connectionString: connections.write }];
    const writers = await Writers.start(WRITERS, () => logins);
    let account: WriterAccount;
    try {
      await work();
    } finally {
      account = await writers.stop();
    }
    return account;
  }

  function expectNothingLost({ acknowledged, present, failed, longestGapMs }: WriterAccount): void {
    expect(failed).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(WRITERS);
    expect(present).toEqual(acknowledged);
    expect(longestGapMs).toBeLessThan(GAP_LIMIT_MS);
  }

  it('gives a table more shards while it is written to, and is quiet of them afterwards', async () => {
    const rows = await loadedRows();
    const { shards } = await query<{ shards: number }>(TABLE_SHARDS);
    for (const [wanted, reason] of [
      [shards - 1, 'shards are never merged'],
      [shards + 1, 'is no whole multiple'],
    ] as const) {
      const { code, stderr } = await npmRun('reshard', ...onStack, '--shards', String(wanted));
      expect(stderr).toContain(reason);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(code).toBe(1);
    }

    const account = await underWriters(async () => {
      const said = await npmRunOk('reshard', ...onStack, '--shards', String(2 * shards));
      expect(said).toContain(`vehicle_locations has ${2 * shards} shards, before ${shards}`);
      expect(said).toContain(`dataset.shardCount ${2 * shards}`);
    });
    expectNothingLost(account);
    expect(await query(TABLE_SHARDS)).toEqual({ shards: 2 * shards, workers: 3 });
    expect(await loadedRows()).toBe(rows);

    changeStack(stack, { 'dataset.shardCount': 2 * shards });
    const { code, stdout, stderr } = await npmRun('up', ...onStack, '--yes');
    expect(code, stderr).toBe(0);
    expect(`${stdout}${stderr}`).not.toContain('the table that is there keeps its');
    const again = await npmRunOk('reshard', ...onStack, '--shards', String(2 * shards));
    expect(again.trim()).toBe(`vehicle_locations has ${2 * shards} shards already`);
  }, 300_000);

  it('gives a tenant a shard of its own, where it is to be', async () => {
    const rows = await loadedRows();
    const { group } = await query<{ group: number }>(TENANT);
    const to = `worker-${(group % 3) + 1}`;
    const order = [...onStack, '--table', 'vehicle_locations', '--value', VALUE];
    const absent = await npmRun('isolate', ...order, '--to', 'worker-9');
    expect(absent.stderr).toMatch(/^error: stack ".*" has no worker worker-9; it has worker-1/);

    const account = await underWriters(async () => {
      expect(await npmRunOk('isolate', ...order, '--to', to)).toContain(`on ${to}, before on`);
    });
    expectNothingLost(account);
    expect(await query(TENANT)).toEqual({ alone: true, group: (group % 3) + 1 });
    expect(await npmRunOk('isolate', ...order)).toContain(`"${VALUE}" was alone already`);
    expect(await loadedRows()).toBe(rows);
    await query(`WITH d AS (DELETE FROM vehicle_locations WHERE vehicle_id < 0 RETURNING 1)
      SELECT count(*) FROM d`);
  }, 300_000);
}
