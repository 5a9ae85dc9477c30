import { hostname } from 'node:os';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../../sql/open-client';
import { awaitCondition } from './await-condition';
import {
  changeStack,
  copyStack,
  dropStack,
  lockHolder,
  npmRun,
  npmRunElsewhere,
  npmRunOk,
  ROOT,
  type Outcome,
} from './project';
import { testPorts } from './test-ports';

const STACK = 'test-change-native';
const ON_STACK = ['--stack', STACK];
const UP_LIMIT_MS = 10 * 60_000;

const docker = new Docker();

/** Rows that the deployment loaded, and those of the user beside them. */
const LOADED = 2000;
const OWN = 500;

async function query<R extends object>(sql: string): Promise<R[]> {
  const uri = (await npmRunOk('connection', ...ON_STACK, '--to', 'write')).trim();
  const client = await openClient({ connectionString: uri, connectionTimeoutMillis: 5000 });
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function countRows(table: string): Promise<number> {
  return Number((await query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n);
}

/** Names and identities of all that the engine has of the stack. */
async function madeOnEngine(): Promise<Record<string, string>> {
  const name = `citus-${STACK}`;
  const filters = { name: [name] };
  const containers = await docker.listContainers({ all: true, filters });
  const networks = await docker.listNetworks({ filters });
  const { Volumes } = await docker.listVolumes({ filters });
  return Object.fromEntries([
    ...containers.map(({ Names, Id }) => [(Names[0] ?? '').slice(1), Id] as const),
    ...networks.map(({ Name, Id }) => [`network ${Name}`, Id] as const),
    ...Volumes.map((volume) => [`volume ${volume.Name}`, changedAt(volume)] as const),
  ]);
}

/** When something came into a volume's root or left it, which is all that Docker tells of its age. */
function changedAt(volume: { readonly Name: string; readonly CreatedAt?: string }): string {
  // In the repository the first backup does so, while the cluster is left alone.
  return volume.Name.endsWith('-backup') ? 'a repository' : (volume.CreatedAt ?? '');
}

/** Its container, and its volumes of data and of certificates. */
const REMAINS = 3;

/** What of the second worker is on the engine. */
async function remainsOfWorker2(): Promise<string[]> {
  const filters = { name: [`citus-${STACK}-worker-2`] };
  const { Volumes } = await docker.listVolumes({ filters });
  const containers = await docker.listContainers({ all: true, filters });
  return [...containers.flatMap(({ Names }) => Names), ...Volumes.map(({ Name }) => Name)];
}

describe('a change of a stack with rows of a user', () => {
  beforeAll(async () => {
    copyStack('native', STACK, {
      coordinators: 1,
      'workers.count': 2,
      'workers.standbys': 0,
      'etcd.members': 1,
      'dataset.rows': LOADED,
      ports: testPorts(15_550),
    });
    await npmRunOk('up', ...ON_STACK, '--yes');
    await query(
      `CREATE TABLE notes AS SELECT id, 'note ' || id AS body FROM generate_series(1, ${OWN}) id`,
    );
  }, UP_LIMIT_MS);

  afterAll(async () => {
    const { code } = await npmRun('down', ...ON_STACK, '--yes');
    if (code === 0) dropStack(STACK);
  }, 180_000);

  it('is left alone by a checkout with other states, which is told whose it is', async () => {
    const made = await madeOnEngine();
    const names = Object.keys(made).map((name) => name.replace(/^\w+ /, ''));
    const place = `@${hostname()}:${ROOT} made containers `;

    const up = await npmRunElsewhere('up', ...ON_STACK, '--yes');
    expect(up.code).toBe(1);
    expect(up.stderr).toContain(`stack "${STACK}" can't be made: the one in `);
    const down = await npmRunElsewhere('down', ...ON_STACK, '--yes');
    expect(down.stderr).toContain('Left alone: the one in ');
    for (const { stderr } of [up, down]) {
      for (const text of [place, ...names]) expect(stderr).toContain(text);
    }
    expect(down.code).toBe(0);
    const load = await npmRunElsewhere('load', ...ON_STACK, '--yes');
    expect(load.stderr).toContain(`stack "${STACK}" is not up`);
    expect(load.code).toBe(1);
    const args = ['up', '--yes', '--skip-preview', ...ON_STACK];
    const plain = await npmRunElsewhere('pulumi', ...args);
    expect(`${plain.stdout}${plain.stderr}`).toContain(place);
    expect(plain.code).not.toBe(0);

    expect(await madeOnEngine()).toEqual(made);
    expect(await countRows('vehicle_locations')).toBe(LOADED);
    expect(await countRows('notes')).toBe(OWN);
  });

  /** What the commands said that hold the configuration against the stack. */
  const commands: readonly [string, () => Promise<Outcome>][] = [
    ['npm run up', () => npmRun('up', ...ON_STACK, '--yes')],
    ['npm run preview', () => npmRun('preview', ...ON_STACK)],
    ['pulumi preview', () => npmRun('pulumi', 'preview', ...ON_STACK)],
    ['pulumi up', () => npmRun('pulumi', 'up', '--yes', '--skip-preview', ...ON_STACK)],
  ];

  it.each(commands)('%s removes no worker that holds rows, and says which', async (_, run) => {
    changeStack(STACK, { 'workers.count': 1 });
    const { code, stdout, stderr } = await run();
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).toMatch(
      /workers\.count 2 → 1: .*worker-2 holds 6 shards of vehicle_locations \([\d,]+ rows\)/,
    );
    expect(await countRows('vehicle_locations')).toBe(LOADED);
    expect(await remainsOfWorker2()).toHaveLength(REMAINS);
  });

  it('without a terminal, an empty worker is removed on --yes alone', async () => {
    await query('DROP TABLE vehicle_locations');
    // Only the foreign tables went: the rows of a dropped table are rows still.
    const { stderr: refusal } = await npmRun('up', ...ON_STACK, '--yes');
    expect(refusal).toMatch(/worker-2 holds table vehicle_locations_\d+ of its own.* rows\)/);
    await query("SELECT cluster.run_on_worker('worker_2', 'DROP TABLE vehicle_locations')");
    const { code, stderr } = await npmRun('up', ...ON_STACK);
    expect(code).toBe(1);
    expect(stderr).toContain('workers.count 2 → 1: worker-2 holds no shard and no row of a user');
    expect(stderr).toContain(`volume citus-${STACK}-worker-2-a`);
    expect(stderr).toContain('pass --yes');
    expect(await remainsOfWorker2()).toHaveLength(REMAINS);
  });

  it('removes an empty worker, its data volume and all that knows of it, and nothing else', async () => {
    await npmRunOk('up', ...ON_STACK, '--yes');
    expect(await remainsOfWorker2()).toEqual([]);
    expect(await query('SELECT srvname FROM pg_foreign_server')).toEqual([{ srvname: 'worker_1' }]);
    expect(await countRows('notes')).toBe(OWN);
  });

  it('makes it again, and says what it gets', async () => {
    changeStack(STACK, { 'workers.count': 2 });
    const { code, stderr } = await npmRun('up', ...ON_STACK, '--yes');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('worker-2 is made, and gets its share');
    expect(await query('SELECT srvname FROM pg_foreign_server ORDER BY 1')).toHaveLength(2);
    expect(await countRows('notes')).toBe(OWN);
  });

  it('is removed whole, and so is what an up that was killed had begun to make', async () => {
    await npmRunOk('down', ...ON_STACK, '--yes');
    expect(await madeOnEngine()).toEqual({});

    const up = npmRun('up', ...ON_STACK, '--yes');
    await awaitCondition(
      'a volume',
      madeOnEngine,
      (made) => `volume citus-${STACK}-etcd-1` in made,
      120_000,
    );
    process.kill(lockHolder(STACK), 'SIGKILL');
    expect((await up).code).toBe(1);
    await npmRunOk('down', ...ON_STACK, '--yes');
    expect(await madeOnEngine()).toEqual({});
  });
});
