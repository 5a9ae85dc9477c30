import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, it } from 'vitest';
import { copyRows } from '../../dataset/copy-rows';
import { loadDataset } from '../../dataset/load-dataset';
import { TABLE } from '../../dataset/table';
import { awaitCondition } from '../e2e/await-condition';
import { ROWS, type DatasetCluster } from './dataset-cluster';

/** Loads that end before their time; tests of one cluster, in order. */
export function describeStoppedLoads(at: DatasetCluster): void {
  it('cuts a copy off when told to, and leaves no row of it', async () => {
    const { regions, seed } = at.bare.plan.dataset;
    const before = await at.count();
    const stopping = new AbortController();
    const rows = { table: TABLE, from: 1_000_001, to: 5_000_000 };
    const copied = copyRows(
      at.bare.connection(),
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
    expect(await at.count()).toBe(before);
  });

  it('keeps a second load out, and starts over after one that was killed', async () => {
    const { plan } = at.bare;
    const script = path.join(__dirname, 'fixtures', 'load-forever.ts');
    const loader = spawn(process.execPath, ['--import', 'tsx', script], {
      env: {
        ...process.env,
        CLUSTER_PLAN: JSON.stringify(plan),
        CLUSTER_CONNECTION: at.bare.connection(),
      },
      stdio: 'ignore',
    });
    const ended = once(loader, 'exit');
    await awaitCondition(
      'rows under way',
      () =>
        at.bare.query<{ n: number }>(
          0,
          'SELECT coalesce(sum(tuples_processed), 0)::int AS n FROM pg_stat_progress_copy',
        ),
      ([row]) => (row?.n ?? 0) > 0,
      60_000,
    );
    await expect(loadDataset(plan, at.bare.connection(), { rows: ROWS })).rejects.toThrow(
      'another load of this cluster is running; wait for it to end',
    );
    loader.kill('SIGKILL');
    await ended;

    // The server notices the lost session a moment later.
    const redone = await awaitCondition(
      'the lock of the killed load',
      () => loadDataset(plan, at.bare.connection(), { rows: ROWS }).catch(() => undefined),
      (result) => result !== undefined,
      60_000,
    );
    expect(redone).toMatchObject({ rows: ROWS, copyMs: expect.any(Number) as number });
    expect(await at.count()).toBe(ROWS);
  });
}
