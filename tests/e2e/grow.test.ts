import Docker from 'dockerode';
import type { ClientConfig } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../../sql/open-client';
import type { MovesStatus } from '../../manager/moves/moves-status';
import type { Engine } from '../../topology/config/cluster-config';
import type { StackOutputs } from '../../topology/stack-outputs';
import { awaitCondition } from './await-condition';
import { CITUS_IMAGE } from './citus-image';
import { describeExport } from './export-import';
import {
  changeStack,
  copyStack,
  dropStack,
  npmRun,
  npmRunOk,
  stackOutputs,
  type Overrides,
} from './project';
import { testPorts } from './test-ports';
import { Writers } from './writers';

const UP_LIMIT_MS = 10 * 60_000;
const MOVES_LIMIT_MS = 180_000;
const ROWS = 20_000;

const docker = new Docker();

/** The engines whose shards move here. */
const ENGINES: readonly [Engine, boolean, Overrides][] = [
  ['citus', CITUS_IMAGE !== undefined, { baseImage: CITUS_IMAGE, ports: testPorts(15_560) }],
  ['native', true, { ports: testPorts(15_570) }],
];

describe.each(ENGINES)('a stack of engine %s that grows and shrinks', (engine, isThere, own) => {
  const stack = `test-grow-${engine}`;
  const onStack = ['--stack', stack];
  let outputs: StackOutputs;
  let loaded: string;

  beforeAll(async () => {
    if (!isThere) return;
    copyStack(engine === 'citus' ? 'dev' : 'native', stack, {
      coordinators: 1,
      'workers.count': 2,
      'workers.standbys': 0,
      'etcd.members': 1,
      'dataset.rows': ROWS,
      ...own,
    });
    await npmRunOk('up', ...onStack, '--yes');
    outputs = await stackOutputs(stack);
    loaded = await checksum();
  }, UP_LIMIT_MS);

  afterAll(async () => {
    if (!isThere) return;
    const { code } = await npmRun('down', ...onStack, '--yes');
    if (code === 0) dropStack(stack);
  }, 180_000);

  function login(): ClientConfig {
    const { connections, caCertificate } = outputs;
    return {
      connectionString: connections.write.replace(/\?.*$/, ''),
      ...(caCertificate !== undefined && { ssl: { ca: caCertificate } }),
    };
  }

  async function query<R extends object>(sql: string): Promise<R[]> {
    const client = await openClient(login());
    try {
      return (await client.query<R>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Number and contents of the loaded rows; the writers' have vehicles of their own. */
  async function checksum(): Promise<string> {
    const [row] = await query<{ sum: string }>(`
      SELECT count(*) || ' rows, ' || sum(hashtextextended(concat_ws('|', id, vehicle_id,
        ST_AsText(location), recorded_at, region_code), 0)::numeric) AS sum
      FROM vehicle_locations WHERE vehicle_id >= 0`);
    return row?.sum ?? '';
  }

  /** What the manager tells; nothing while it starts. */
  async function moves(): Promise<MovesStatus | undefined> {
    const { code, stdout } = await npmRun('rebalance', 'status', ...onStack, '--json');
    return code === 0 ? (JSON.parse(stdout) as MovesStatus) : undefined;
  }

  const isMoving = (status?: MovesStatus): boolean => status?.state === 'moving';
  const isOver = (status?: MovesStatus): boolean =>
    status?.state === 'at rest' && status.orphans === 0;

  /** Shards of the data set's table by worker. */
  function spread(status?: MovesStatus): number[] {
    const own = (status?.placements ?? []).filter(({ table }) => table === 'vehicle_locations');
    return own.map(({ shards }) => shards.length);
  }

  async function underWriters(work: () => Promise<void>): Promise<void> {
    const writers = await Writers.start(8, () => () => [login()]);
    const outcome = await work().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    const { acknowledged, present, failed } = await writers.stop();
    if (outcome !== undefined) throw outcome.error;
    expect(failed).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(50);
    expect(present).toEqual(acknowledged);
    expect(await checksum()).toBe(loaded);
  }

  it.skipIf(!isThere)(
    'a new worker gets its share under writers',
    async () => {
      await underWriters(async () => {
        changeStack(stack, { 'workers.count': 3 });
        const { code, stdout, stderr } = await npmRun('up', ...onStack, '--yes');
        expect(code, stdout + stderr).toBe(0);
        expect(stderr).toContain('shards move to the new workers now');
        const end = await awaitCondition('their end', moves, isOver, MOVES_LIMIT_MS);
        expect(spread(end)).toEqual([4, 4, 4]);
      });
      const status = JSON.parse(await npmRunOk('status', ...onStack, '--json')) as object;
      expect(status).toMatchObject({ healthy: true });
    },
    UP_LIMIT_MS,
  );

  it.skipIf(!isThere)(
    'a worker with rows is not removed, and the way to empty it is named',
    async () => {
      changeStack(stack, { 'workers.count': 2 });
      const { code, stderr } = await npmRun('up', ...onStack, '--yes');
      expect(code).toBe(1);
      expect(stderr).toMatch(/worker-3 holds 4 shards of vehicle_locations \([\d,]+ rows\)/);
      expect(stderr).toContain(`npm run drain -- --to 2 --stack ${stack}`);
    },
  );

  it.skipIf(!isThere).each([
    [['--worker', '9'], 'has no worker-9; it has worker-1 to worker-3'],
    [['--worker', '1'], 'one worker has to be left for the shards'],
    [['--worker', '2'], 'worker-2 is not the last one'],
    [['--to', '0'], 'one worker has to be left for the shards'],
    [['--worker', '3', '--undo'], 'worker-3 is not drained'],
  ])('drain %j is refused in one line', async (args, words) => {
    const { code, stderr } = await npmRun('drain', ...args, ...onStack);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(words)]);
  });

  it.skipIf(!isThere)(
    'a worker is emptied under writers though the manager is killed, takes shards again, and is emptied for good',
    async () => {
      await underWriters(async () => {
        const drain = npmRun('drain', '--worker', '3', ...onStack);
        await awaitCondition('moves', moves, isMoving, 60_000, 250);
        await docker.getContainer(outputs.plan.manager.container).restart({ t: 0 });
        const { code, stderr } = await drain;
        expect(code, stderr).toBe(0);
        expect(spread(await moves())).toEqual([6, 6]);
        await npmRunOk('drain', '--worker', '3', '--undo', ...onStack);
        expect(spread(await moves())).toEqual([4, 4, 4]);
        expect(await npmRunOk('drain', '--to', '2', ...onStack)).toContain('worker-3 is empty');
      });
      const status = JSON.parse(await npmRunOk('status', ...onStack, '--json')) as object;
      expect(status).toMatchObject({ healthy: true });
    },
    UP_LIMIT_MS,
  );

  it.skipIf(!isThere)(
    'up removes it under writers, and a second one changes nothing',
    async () => {
      await underWriters(async () => {
        await npmRunOk('up', ...onStack, '--yes');
      });
      const filters = { name: [`citus-${stack}-worker-3`] };
      expect(await docker.listContainers({ all: true, filters })).toEqual([]);
      expect((await docker.listVolumes({ filters })).Volumes).toEqual([]);
      expect(spread(await moves())).toEqual([6, 6]);
      await npmRunOk('preview', ...onStack, '--expect-no-changes');
    },
    UP_LIMIT_MS,
  );

  describeExport(stack, { isThere, query, checksum, underWriters });
});
