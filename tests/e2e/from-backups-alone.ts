import type Docker from 'dockerode';
import { beforeAll, expect, it } from 'vitest';
import { S3_FOLDER, type S3Server } from '../integration/s3-server';
import type { SftpServer } from '../integration/sftp-server';
import { BackedUpStack } from './backed-up-stack';
import { containerRuns } from './cluster-identity';
import {
  backupKeys,
  onSftpServer,
  repositoryFile,
  runIn,
  STORED,
  type OutsideRepository,
} from './outside-repositories';
import { copyStack, npmRun, npmRunOk } from './project';
import { testPorts } from './test-ports';

/** What is left of a stack of one worker. */
export interface LeftBackups {
  readonly docker: Docker;
  /** In an object store. */
  readonly repository: OutsideRepository;
  /** A point whose only base backup of worker-1 was found to be damaged. */
  readonly damagedPoint: string;
  readonly s3: S3Server;
  /** Where the new stack keeps its own backups. */
  readonly sftp: SftpServer;
  /** Of the newest point, by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/** Tests that a stack is made of backups when nothing else is left, and what is refused before. */
export function fromBackupsAlone(name: string, left: () => LeftBackups): void {
  let elsewhere: OutsideRepository;

  /** Writes the stack's file. */
  function configure(overrides: Readonly<Record<string, unknown>> = {}): void {
    copyStack('native', name, {
      ...{ coordinators: 1, 'workers.count': 1, 'workers.standbys': 0, 'etcd.members': 1 },
      ...{ 'dataset.rows': 0, ports: testPorts(15_590) },
      backup: { restorePointSeconds: 10, ...backupKeys(1, elsewhere) },
      ...overrides,
    });
  }

  const restore = (repository: OutsideRepository, to: string): string[] => [
    ...['--from', repositoryFile(repository), '--to', to, '--into', name],
  ];

  /** What a restore says that makes nothing. */
  async function refusal(repository: OutsideRepository, to: string): Promise<string> {
    const { code, stderr } = await npmRun('restore', ...restore(repository, to));
    expect(code).not.toBe(0);
    const filters = { label: [`citus-cluster.stack=${name}`] };
    expect(await left().docker.listContainers({ all: true, filters })).toEqual([]);
    return stderr;
  }

  /** @returns the stack, which has all rows */
  async function made(repository: OutsideRepository): Promise<BackedUpStack> {
    await npmRunOk('restore', ...restore(repository, 'latest'));
    const stack = new BackedUpStack(name, left().docker);
    for (const [table, rows] of Object.entries(left().rows)) {
      expect([table, await stack.count(table)]).toEqual([table, rows]);
    }
    return stack;
  }

  beforeAll(() => {
    elsewhere = onSftpServer(left().sftp, 'kept-elsewhere-too');
    configure();
  });

  it('refuses a moment before the window, and a point by a damaged backup', async () => {
    const { repository, damagedPoint } = left();
    expect(await refusal(repository, '2001-01-01 00:00')).toMatch(/no restore point before 2001/);
    expect(await refusal(repository, damagedPoint)).toMatch(/worker-1: base backup \S+ is damaged/);
  }, 60_000);

  it('refuses another passphrase', async () => {
    const { repository } = left();
    const secrets = { ...repository.secrets, passphrase: 'another one' };
    expect(await refusal({ ...repository, secrets }, 'latest')).toMatch(
      /s3 backups at \S+ can't be read: the passphrase is another one/,
    );
  }, 60_000);

  it('refuses a set without one of its groups', async () => {
    const { repository, s3 } = left();
    await runIn(s3.container, `mv ${STORED}/backup/worker-1 ${S3_FOLDER}/aside`);
    const told = await refusal(repository, 'latest').finally(() =>
      runIn(s3.container, `mv ${S3_FOLDER}/aside ${STORED}/backup/worker-1`),
    );
    expect(told).toMatch(/worker-1: nothing is stored/);
  }, 60_000);

  it('refuses another number of workers', async () => {
    configure({ 'workers.count': 2 });
    expect(await refusal(left().repository, 'latest')).toMatch(
      /of groups coordinator, worker-1, not coordinator, worker-1, worker-2/,
    );
    configure();
  }, 60_000);

  it('comes up of the object store alone, and an `up` leaves it as it is', async () => {
    const { plan } = await (await made(left().repository)).outputs();
    const runs = await containerRuns(left().docker, plan);
    await npmRunOk('up', '--stack', name, '--yes');
    expect(await containerRuns(left().docker, plan)).toEqual(runs);
  }, 240_000);

  it('tells that its repository is full, and is backed up once there is room', async () => {
    const { container, path } = left().sftp;
    const stack = new BackedUpStack(name, left().docker);
    await runIn(container, `cat /dev/zero > ${path}/filling 2> /dev/null || true`);
    await stack.query('CREATE TABLE copied AS SELECT 1 AS id');
    const { code, stderr } = await npmRun('backup', 'now', '--stack', name);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/backup of worker-1 in backup failed: /),
    ]);
    await runIn(container, `rm ${path}/filling`);
    await stack.pointFromNow();
  }, 180_000);

  it('comes up again of what that one has kept by SFTP', async () => {
    await new BackedUpStack(name, left().docker).lose();
    configure({ backup: { enabled: false } });
    const again = await made(elsewhere);
    expect(await again.count('copied')).toBe(1);
  }, 300_000);
}
