import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListedBackups } from '../../running/backup/read-backups';
import type { StackStatus } from '../../running/read-status';
import { openClient } from '../../sql/open-client';
import { secretsIn } from '../../stack/restore-into/open-source';
import { hasStackFile } from '../../stack/restore-into/write-stack-file';
import { readContainerFile } from '../../toolchain/docker/container-files';
import { PGBACKREST_CONFIGURATION } from '../../topology/backup/backup-plan';
import type { StackOutputs } from '../../topology/stack-outputs';
import { awaitCondition } from './await-condition';
import { containerRuns, timelines } from './cluster-identity';
import {
  copyStack,
  dropStack,
  npmRun,
  npmRunOk,
  ROOT,
  stackOutputs,
  testEnvironment,
} from './project';
import { testPorts } from './test-ports';

const STACK = 'test-backup';
/** The stack that it becomes besides. */
const COPY = 'test-backup-copy';
const ON_STACK = ['--stack', STACK];

/** Rows that the deployment loaded, and those of the user beside them. */
const LOADED = 2000;
const OWN = 500;

/** The first full backup, and the point after it. */
const FIRST_POINT_LIMIT_MS = 120_000;

describe('a stack that is restored in place', () => {
  const docker = new Docker();
  let outputs: StackOutputs;
  let uri: string;

  async function query<R extends object>(sql: string): Promise<R[]> {
    const client = await openClient({ connectionString: uri, connectionTimeoutMillis: 5000 });
    try {
      return (await client.query<R>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  const count = async (table: string): Promise<number> =>
    Number((await query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n);

  const backups = async (): Promise<ListedBackups> =>
    JSON.parse(await npmRunOk('backup', 'list', ...ON_STACK, '--json')) as ListedBackups;

  const status = async (): Promise<StackStatus> =>
    JSON.parse((await npmRun('status', ...ON_STACK, '--json')).stdout) as StackStatus;

  /** Waits for a restore point that was taken from now on. */
  async function pointFromNow(): Promise<string> {
    const since = Date.now();
    const { points } = await awaitCondition(
      'a restore point',
      backups,
      (listed) => listed.points.some(({ at }) => at > since),
      FIRST_POINT_LIMIT_MS,
      1000,
    );
    return points.find(({ at }) => at > since)?.name ?? '';
  }

  beforeAll(async () => {
    copyStack('native', STACK, {
      'workers.count': 1,
      'etcd.members': 1,
      'dataset.rows': LOADED,
      ports: testPorts(15_580),
      backup: { restorePointSeconds: 10 },
    });
    await npmRunOk('up', ...ON_STACK, '--yes');
    outputs = await stackOutputs(STACK);
    uri = outputs.connections.write;
    await query(
      `CREATE TABLE notes AS SELECT id, 'note ' || id AS body FROM generate_series(1, ${OWN}) id`,
    );
  }, 10 * 60_000);

  afterAll(async () => {
    for (const stack of [COPY, STACK].filter(hasStackFile)) {
      const { code } = await npmRun('down', '--stack', stack, '--yes');
      if (code === 0) dropStack(stack);
    }
  }, 180_000);

  it('has a window, a full set over all groups, and no gap', async () => {
    await pointFromNow();
    const { window, repositories } = await backups();
    expect(window?.to).toBeGreaterThanOrEqual(window?.from ?? Infinity);
    const [repository] = repositories;
    expect(repository?.sets[0]).toMatchObject({ type: 'full', lacks: [], damaged: false });
    expect(repository?.gaps).toEqual({});
    expect(await npmRunOk('backup', 'list', ...ON_STACK)).toContain(
      `stack "${STACK}" can be restored from `,
    );
  }, 180_000);

  it('is backed up and verified on demand', async () => {
    await npmRunOk('backup', 'now', '--type', 'incr', ...ON_STACK);
    const { repositories } = await backups();
    expect(repositories[0]?.sets[0]).toMatchObject({ type: 'incr', lacks: [] });
    await npmRunOk('backup', 'verify', ...ON_STACK);
  }, 120_000);

  /** What is refused before anything is touched, and the words for it. */
  const refused: readonly [string, readonly string[], RegExp][] = [
    ['no target', [], /either --to or --undo/],
    ['both', ['--to', 'latest', '--undo'], /either --to or --undo/],
    ['a moment before the window', ['--to', '2001-01-01 00:00'], /no restore point before 2001/],
    ['an unknown point', ['--to', 'nobody-s'], /there is no restore point nobody-s/],
    ['no terminal', ['--to', 'latest'], /no terminal to ask at/],
    ['nothing to go back to', ['--undo'], /no restore of stack "test-backup" has begun/],
  ];

  it.each(refused)('refuses %s', async (_, args, words) => {
    const before = await containerRuns(docker, outputs.plan);
    const { code, stderr } = await npmRun('restore', ...args, ...ON_STACK);
    expect(stderr).toMatch(words);
    expect(code).not.toBe(0);
    expect(await containerRuns(docker, outputs.plan)).toEqual(before);
  });

  it('refuses another name than its own', async () => {
    const before = await containerRuns(docker, outputs.plan);
    const told = await atTerminal(
      `npm run --silent restore -- --to latest --stack ${STACK}`,
      'dev',
    );
    expect(told).toContain('lost for good: all changes of the ');
    expect(told).toContain(`nothing was changed: the name is ${STACK}, not "dev"`);
    expect(await containerRuns(docker, outputs.plan)).toEqual(before);
  }, 30_000);

  it('has a dropped table again, on the same ports, with its standbys', async () => {
    const point = await pointFromNow();
    await query('DROP TABLE notes');
    await query('CREATE TABLE later AS SELECT 1 AS id');
    const before = await timelines(docker, outputs.plan);
    const restored = await npmRunOk('restore', '--to', point, '--yes', ...ON_STACK);
    expect(restored).toMatch(/^restore the leaders /m);

    expect(await count('notes')).toBe(OWN);
    expect(await count('vehicle_locations')).toBe(LOADED);
    expect(await query(`SELECT to_regclass('later') AS later`)).toEqual([{ later: null }]);
    expect(await stackOutputs(STACK)).toEqual(outputs);
    const { healthy, nodes, groups } = await status();
    expect(healthy).toBe(true);
    expect(groups.every(({ redundant }) => redundant)).toBe(true);
    expect(nodes.filter(({ state }) => state === 'streaming')).toHaveLength(groups.length);
    const after = await timelines(docker, outputs.plan);
    for (const name of Object.keys(before)) expect(after[name]).not.toEqual(before[name]);
    await query('INSERT INTO notes VALUES (0, $$written after it$$)');
  }, 180_000);

  it('is what an `up` leaves as it is, and is backed up from then on', async () => {
    const before = await containerRuns(docker, outputs.plan);
    await npmRunOk('up', ...ON_STACK, '--yes');
    expect(await containerRuns(docker, outputs.plan)).toEqual(before);
    await pointFromNow();
    expect((await backups()).repositories[0]?.gaps).toEqual({});
  }, 180_000);

  it('refuses to become a stack that holds rows, its own', async () => {
    const { stderr } = await npmRun('restore', '--to', 'latest', '--into', STACK, ...ON_STACK);
    expect(stderr).toMatch(/stack "test-backup" holds data already, which stay as they are: /);
  }, 60_000);

  it('comes up as another stack, of its volume and passphrase alone, and stays what it is', async () => {
    const before = await containerRuns(docker, outputs.plan);
    const small = { coordinators: 1, 'workers.count': 1, 'workers.standbys': 0, 'etcd.members': 1 };
    const own = { 'dataset.rows': 0, ports: testPorts(15_590), 'backup.enabled': false };
    copyStack('native', COPY, { ...small, ...own });
    await npmRunOk('restore', '--from', await repositoryFile(), '--to', 'latest', '--into', COPY);

    const copy = await stackOutputs(COPY);
    uri = copy.connections.write;
    expect(await count('notes')).toBe(OWN + 1);
    expect(await count('vehicle_locations')).toBe(LOADED);
    const runs = await containerRuns(docker, copy.plan);
    await npmRunOk('up', '--stack', COPY, '--yes');
    expect(await containerRuns(docker, copy.plan)).toEqual(runs);
    expect(await containerRuns(docker, outputs.plan)).toEqual(before);
  }, 240_000);

  /** Where the stack's repository is and what opens it, as a user keeps it. */
  async function repositoryFile(): Promise<string> {
    const [repository] = outputs.plan.backup?.repositories ?? [];
    const container = docker.getContainer(repository?.container ?? '');
    const { content } = await readContainerFile(container, PGBACKREST_CONFIGURATION);
    const folder = mkdtempSync(path.join(tmpdir(), 'repository-'));
    const lines = [`volume: ${repository?.volume}`, 'passphraseFile: passphrase'];
    writeFileSync(path.join(folder, 'passphrase'), secretsIn(content, 1).passphrase);
    writeFileSync(path.join(folder, 'repository.yaml'), lines.join('\n'));
    return path.join(folder, 'repository.yaml');
  }
});

/** What a command prints on a terminal at which a line is typed. */
function atTerminal(command: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      ...{ cwd: ROOT, env: testEnvironment(), stdio: ['pipe', 'pipe', 'pipe'] },
    });
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes("Type the stack's name")) child.stdin.end(`${line}\n`);
    });
    child.on('error', reject);
    child.on('close', () => {
      resolve(told);
    });
  });
}
