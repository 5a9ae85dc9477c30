import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestAuthority } from '../../manager/tls/certificates.fixture';
import type { StackStatus } from '../../running/read-status';
import { hasStackFile } from '../../stack/restore-into/write-stack-file';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { SERVICES_BASE_IMAGE } from '../../topology/plan-cluster';
import { DATA_DIRECTORY } from '../../topology/rendering/patroni';
import type { StackOutputs } from '../../topology/stack-outputs';
import { startS3Server, type S3Server } from '../integration/s3-server';
import { startSftpServer, type SftpServer } from '../integration/sftp-server';
import { placeOnMachine } from '../server-place';
import { awaitCondition } from './await-condition';
import { BackedUpStack } from './backed-up-stack';
import { containerRuns, timelines } from './cluster-identity';
import { fromBackupsAlone } from './from-backups-alone';
import {
  backupKeys,
  inObjectStore,
  runIn,
  STORED,
  type OutsideRepository,
} from './outside-repositories';
import { copyStack, dropStack, npmRun, npmRunOk, stackOutputs } from './project';
import { atTerminal } from './terminal';
import { testPorts } from './test-ports';

const STACK = 'test-backup';
/** The stack that is made of its backups, and of those of that one again. */
const COPY = 'test-backup-copy';
const ON_STACK = ['--stack', STACK];

/** Rows that the deployment loaded, and those of the user beside them. */
const LOADED = 2000;
const OWN = 500;

describe('a stack that is backed up to a volume and to an object store', () => {
  const docker = new Docker();
  const authority = new TestAuthority();
  const stack = new BackedUpStack(STACK, docker);
  let outputs: StackOutputs;
  let s3: S3Server;
  let sftp: SftpServer;
  let kept: OutsideRepository;
  /** A point that has the first full backups before it, and no others. */
  let early: string;

  beforeAll(async () => {
    s3 = await startS3Server(SERVICES_BASE_IMAGE, await placeOnMachine(`${STACK}-s3`), authority);
    sftp = await startSftpServer(SERVICES_BASE_IMAGE, await placeOnMachine(`${STACK}-sftp`));
    kept = inObjectStore(s3, authority, 'kept-elsewhere');
    copyStack('native', STACK, {
      'workers.count': 1,
      'etcd.members': 1,
      'dataset.rows': LOADED,
      ports: testPorts(15_580),
      backup: { restorePointSeconds: 10, ...backupKeys(2, kept) },
    });
    await npmRunOk('up', ...ON_STACK, '--yes');
    outputs = await stack.outputs();
    await stack.query(
      `CREATE TABLE notes AS SELECT id, 'note ' || id AS body FROM generate_series(1, ${OWN}) id`,
    );
  }, 15 * 60_000);

  afterAll(async () => {
    for (const name of [COPY, STACK].filter(hasStackFile)) {
      const { code } = await npmRun('down', '--stack', name, '--yes');
      if (code === 0) dropStack(name);
    }
    await s3?.container.remove({ force: true, v: true });
    await sftp?.remove();
    authority.remove();
  }, 180_000);

  it('has a window, a full set over all groups in both, and no gap', async () => {
    await awaitCondition(
      'a full set in each repository',
      () => stack.backups(),
      ({ repositories }) => repositories.every(({ sets }) => sets[0]?.lacks.length === 0),
      120_000,
      1000,
    );
    early = await stack.pointFromNow();
    const { window, repositories } = await stack.backups();
    expect(window?.to).toBeGreaterThanOrEqual(window?.from ?? Infinity);
    expect(repositories.map(({ name }) => name)).toEqual(['backup', 'backup-2']);
    for (const { sets, gaps } of repositories) {
      expect(sets[0]).toMatchObject({ type: 'full', lacks: [], damaged: false });
      expect(gaps).toEqual({});
    }
    expect(await npmRunOk('backup', 'list', ...ON_STACK)).toContain(
      `stack "${STACK}" can be restored from `,
    );
  }, 240_000);

  it('is backed up and verified on demand', async () => {
    await npmRunOk('backup', 'now', '--type', 'incr', ...ON_STACK);
    for (const { sets } of (await stack.backups()).repositories) {
      expect(sets[0]).toMatchObject({ type: 'incr', lacks: [] });
    }
    await npmRunOk('backup', 'verify', ...ON_STACK);
  }, 120_000);

  it('tells of a damaged file, and goes on from a full backup', async () => {
    const bundle = `${STORED}/backup/worker-1/*F/bundle/1`;
    await runIn(
      s3.container,
      `dd if=/dev/urandom of=$(echo ${bundle}) bs=64 count=1 conv=notrunc 2> /dev/null`,
    );
    const { code, stderr } = await npmRun('backup', 'verify', ...ON_STACK);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/of worker-1 in backup-2 failed: /)]);
    const [whole, damaged] = (await stack.backups()).repositories;
    expect(whole?.sets.filter((set) => set.damaged)).toEqual([]);
    expect(damaged?.sets.every((set) => set.damaged)).toBe(true);
    await npmRunOk('backup', 'now', '--type', 'full', ...ON_STACK);
    expect((await stack.backups()).repositories[1]?.sets[0]).toMatchObject({ damaged: false });
  }, 180_000);

  it('tells of a page that is damaged on the nodes, and goes on when it is gone', async () => {
    await stack.query('CREATE TABLE broken AS SELECT 1 AS id');
    await stack.query('VACUUM (FREEZE) broken');
    const [table] = await stack.query<{ file: string }>(
      `SELECT pg_relation_filepath('broken') AS file`,
    );
    const file = `${DATA_DIRECTORY}/${table?.file}`;
    const nodes = outputs.plan.groups[0]?.nodes ?? [];
    // A standby writes what the primary's last checkpoint has.
    const onDisk = async (container: string): Promise<string> => {
      for (const node of nodes) {
        await execInContainer(
          docker.getContainer(node.container),
          ['psql', '-XAtqc', 'CHECKPOINT'],
          'postgres',
        );
      }
      const bytes = ['od', '-An', '-tu1', '-N8', file];
      return (await execInContainer(docker.getContainer(container), bytes, 'postgres')).output;
    };
    for (const { container } of nodes) {
      const isWritten = (bytes: string): boolean => /[1-9]/.test(bytes);
      await awaitCondition(`the page in ${container}`, () => onDisk(container), isWritten, 30_000);
      await runIn(
        docker.getContainer(container),
        `printf damaged | dd of=${file} bs=1 seek=4000 conv=notrunc 2> /dev/null`,
      );
    }
    const { code, stderr } = await npmRun('backup', 'now', ...ON_STACK);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/backup \S+I of coordinator in backup-2 is damaged/),
    ]);
    const isTold = ({ healthy, reasons }: StackStatus): boolean =>
      !healthy && reasons.some((why) => /^backup \S+ of coordinator in \S+ is damaged/.test(why));
    await awaitCondition('word of it', () => stack.status(), isTold, 60_000, 1000);

    await stack.query('DROP TABLE broken');
    await npmRunOk('backup', 'now', ...ON_STACK);
    await awaitCondition(
      'health',
      () => stack.status(),
      ({ healthy }) => healthy,
      60_000,
      1000,
    );
  }, 240_000);

  /** What is refused before anything is touched, and the words for it. */
  const refused: readonly [string, readonly string[], RegExp][] = [
    ['no target', [], /either --to or --undo/],
    ['both', ['--to', 'latest', '--undo'], /either --to or --undo/],
    ['a moment before the window', ['--to', '2001-01-01 00:00'], /no restore point before 2001/],
    ['an unknown point', ['--to', 'nobody-s'], /there is no restore point nobody-s/],
    ['no terminal', ['--to', 'latest'], /no terminal to ask at/],
    ['nothing to go back to', ['--undo'], /no restore of stack "test-backup" has begun/],
    ['itself for another stack', ['--to', 'latest', '--into', STACK], /holds data already, which/],
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

  it('has a dropped table again while a repository is away, on the same ports, with its standbys', async () => {
    const point = await stack.pointFromNow();
    await stack.query('DROP TABLE notes');
    await stack.query('CREATE TABLE later AS SELECT 1 AS id');
    const before = await timelines(docker, outputs.plan);
    await s3.container.stop();
    const { code, stdout, stderr } = await npmRun('restore', '--to', point, '--yes', ...ON_STACK);
    await s3.container.start();
    expect(stderr).toContain('without backup-2: log waits for it on the nodes');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^restore the leaders /m)]);

    expect(await stack.count('notes')).toBe(OWN);
    expect(await stack.count('vehicle_locations')).toBe(LOADED);
    expect(await stack.query(`SELECT to_regclass('later') AS later`)).toEqual([{ later: null }]);
    expect(await stackOutputs(STACK)).toEqual(outputs);
    const { nodes, groups } = await awaitCondition(
      'a healthy stack, with both repositories',
      () => stack.status(),
      ({ healthy }) => healthy,
      120_000,
    );
    expect(groups.every(({ redundant }) => redundant)).toBe(true);
    expect(nodes.filter(({ state }) => state === 'streaming')).toHaveLength(groups.length);
    const after = await timelines(docker, outputs.plan);
    for (const name of Object.keys(before)) expect(after[name]).not.toEqual(before[name]);
    await stack.query('INSERT INTO notes VALUES (0, $$written after it$$)');
  }, 400_000);

  it('is what an `up` leaves as it is, and is backed up from then on', async () => {
    const before = await containerRuns(docker, outputs.plan);
    await npmRunOk('up', ...ON_STACK, '--yes');
    expect(await containerRuns(docker, outputs.plan)).toEqual(before);
    await stack.pointFromNow();
    for (const { gaps } of (await stack.backups()).repositories) expect(gaps).toEqual({});
  }, 180_000);

  describe('that is lost with its host and the volume', () => {
    beforeAll(async () => {
      await stack.lose();
    }, 120_000);

    fromBackupsAlone(COPY, () => ({
      ...{ repository: kept, damagedPoint: early, s3, sftp, docker },
      rows: { notes: OWN + 1, vehicle_locations: LOADED },
    }));
  });
});
