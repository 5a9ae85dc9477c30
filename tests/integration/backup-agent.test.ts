import * as https from 'node:https';
import { readFileSync } from 'node:fs';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { request } from '../../manager/http/http-request';
import { TestAuthority } from '../../manager/tls/certificates.fixture';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { writeContainerFiles } from '../../toolchain/docker/container-files';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { REPOSITORY_PATH } from '../../topology/backup/backup-plan';
import { awaitCondition } from '../e2e/await-condition';
import { ArchivedServer, DATA_DIRECTORY, STANZA } from './archived-server';
import { buildImage, IMAGE_LIMIT_MS } from './build-image';
import { certificateFiles } from './pgbackrest-files';
import { OTHER_STANZA, RepositoryContainer } from './repository-container';

/** A repository's agent in a volume, with a real PostgreSQL and its log. */

const NETWORK = `citus-agent-${process.pid}`;
const IMAGE = 'citus-cluster/database:agent-test';
const PASSPHRASE = 'nobody-may-see-this-passphrase';
/** Long enough that no encrypted file has it by chance: four letters are in one of a hundred repositories. */
const PLAIN = 'Zürich is the name that is looked for';

const docker = dockerClient();
const authority = new TestAuthority();
const settings = {
  ...{ image: IMAGE, network: NETWORK, authority, number: 1, passphrase: PASSPHRASE },
  repository: { type: 'volume' } as const,
  options: {
    ...{ 'repo1-path': REPOSITORY_PATH, 'repo1-bundle': 'y', 'repo1-block': 'y' },
    'repo1-retention-full': '1',
  },
};
let database: ArchivedServer;
let repository: RepositoryContainer;

/** What a shell in the repository's container prints. */
async function shell(script: string): Promise<string> {
  const { code, output } = await execInContainer(repository.container, ['sh', '-ec', script]);
  expect({ code, output }).toMatchObject({ code: 0 });
  return output;
}

/** Asks without a certificate, or with one of another authority. @returns status, or what failed */
async function askAs(
  path: string,
  own?: { readonly cert: Buffer; readonly key: Buffer },
): Promise<number | string> {
  return new Promise((resolve) => {
    const ca = readFileSync(authority.issue().authorities);
    https
      .get(`${repository.url}${path}`, { ca, ...own, agent: false }, (response) => {
        resolve(response.resume().statusCode ?? 0);
      })
      .on('error', (error) => {
        resolve(error.message);
      });
  });
}

async function ask(method: string, path: string, body?: string): Promise<[number, string]> {
  const signal = AbortSignal.timeout(20_000);
  const options = { method, signal, ...(body !== undefined && { body }) };
  const answer = await request(`${repository.url}${path}`, options, repository.certificates);
  return [answer.status, answer.body];
}

beforeAll(async () => {
  await buildImage('database', IMAGE);
  await docker.createNetwork({ Name: NETWORK });
  const name = `${NETWORK}-repository`;
  database = await ArchivedServer.start({ ...settings, repository: name });
  repository = await RepositoryContainer.start(settings);
}, IMAGE_LIMIT_MS);

afterAll(async () => {
  await repository?.remove();
  await database?.remove();
  await docker.getVolume(`${NETWORK}-repository`).remove();
  await docker.getNetwork(NETWORK).remove();
  await docker.getImage(IMAGE).remove();
  authority.remove();
});

it('makes a stanza, twice as well as once', async () => {
  expect(await repository.client.state()).toMatchObject({ stanzas: [], jobs: [], error: null });
  expect(await repository.client.archive(STANZA)).toEqual({ timelines: [], histories: [] });
  await repository.client.makeStanza(STANZA);
  await repository.client.makeStanza(STANZA);
  await database.beginToArchive();
});

it('backs up, tells how far it is, and what is there', async () => {
  await database.query(
    `DO $$ BEGIN FOR n IN 1..6 LOOP EXECUTE format(
       'CREATE TABLE t%s AS SELECT md5(i::text) FROM generate_series(1, 100000) i', n);
     END LOOP; END $$`,
  );
  const seen = new Set<number>();
  expect(await repository.client.beginBackup(STANZA, 'full')).toBe(true);
  expect(await repository.client.beginBackup(STANZA, 'incr')).toBe(false);
  const full = await repository.awaitState(
    'the end of the backup',
    (job) => {
      if (job?.progress != null) seen.add(job.progress);
      return job?.state !== 'runs';
    },
    20,
  );
  expect(full).toMatchObject({ stanza: STANZA, kind: 'backup', type: 'full', state: 'done' });
  expect(full).toMatchObject({ progress: 1, error: null });
  expect([...seen].filter((share) => share > 0 && share < 1)).not.toEqual([]);

  await repository.client.beginBackup(STANZA, 'incr');
  expect(await repository.awaitEnd()).toMatchObject({ type: 'incr', state: 'done' });
  const { stanzas, bytesUsed, bytesFree } = await repository.client.state();
  const [{ code, backups, archiveMin, archiveMax } = {}] = stanzas;
  expect({ code, types: backups?.map(({ type }) => type) }).toEqual({
    code: 0,
    types: ['full', 'incr'],
  });
  expect(backups?.[0]?.bytes).toBeGreaterThan(50_000_000);
  expect(backups?.[1]?.repositoryBytes).toBeLessThan(backups?.[0]?.repositoryBytes ?? 0);
  expect(backups?.[0]).toMatchObject({ damaged: false, archiveStart: expect.any(String) });
  expect([archiveMin, archiveMax]).toEqual([expect.any(String), expect.any(String)]);
  expect(bytesUsed).toBeGreaterThan(backups?.[0]?.repositoryBytes ?? Infinity);
  expect(bytesFree).toBeGreaterThan(0);
});

it('takes a log file that is there, and differs behind the end of its log alone', async () => {
  const [name = ''] = await database.archive(1);
  const log = `${DATA_DIRECTORY}/pg_wal/${name}`;
  const archiveWith = async (bytes: string, at: number): Promise<number> => {
    const script = `mkdir -p /tmp/again && cp ${log} /tmp/again && cd ${DATA_DIRECTORY}
      printf '%s' "$1" | dd of=/tmp/again/${name} bs=1 seek="$2" conv=notrunc status=none
      archive-log pgbackrest --stanza=${STANZA} archive-push /tmp/again/${name}`;
    const command = ['sh', '-c', script, 'sh', bytes, String(at)];
    return (await execInContainer(database.container, command, 'postgres')).code;
  };
  expect(await archiveWith('', 0)).toBe(0);
  expect(await archiveWith('of a former use', 15 * 2 ** 20)).toBe(0);
  expect(await archiveWith('another record', 64)).toBe(45);
});

it('reads files of the catalogue as they were written, and keeps them encrypted', async () => {
  const { client } = repository;
  expect(await client.files()).toEqual([]);
  expect(await client.readFile('layout.json')).toBeUndefined();
  const content = JSON.stringify({ name: PLAIN, text: 'x'.repeat(2_000_000) });
  await client.writeFile('layout.json', 'before');
  await client.writeFile('layout.json', content);
  await client.writeFile('points-2026-11-27t22.json', '[]');
  expect(await client.readFile('layout.json')).toBe(content);
  expect(await client.files()).toEqual(['layout.json', 'points-2026-11-27t22.json']);
  expect(await shell(`grep -rlE '${PLAIN}|x{${PLAIN.length}}' ${REPOSITORY_PATH} || true`)).toBe(
    '',
  );
  await client.removeFile('layout.json');
  await client.removeFile('layout.json');
  expect(await client.files()).toEqual(['points-2026-11-27t22.json']);
});

it('is there for the cluster alone', async () => {
  expect(await askAs('/health')).toBe(200);
  for (const path of ['/state', '/files/', '/nothing']) expect(await askAs(path)).toBe(403);
  const other = new TestAuthority('another authority');
  const stranger = other.issue(['manager']);
  const own = { cert: readFileSync(stranger.certificate), key: readFileSync(stranger.key) };
  expect(await askAs('/health', own)).toMatch(/unknown ca|ECONNRESET|hang up/);
  other.remove();
});

it('refuses what it can not do, in a line', async () => {
  const refusals: [string, string, number, string][] = [
    ['POST', '/backups/worker-9?type=full', 404, "no stanza 'worker-9': coordinator, worker-1 are"],
    ['POST', `/backups/${STANZA}?type=all`, 400, "type is 'all': full, diff, incr are allowed"],
    ['POST', '/stanzas/a/b', 400, 'no slash'],
    ['GET', '/archive/', 404, 'there is no stanza'],
    ['GET', '/files/a/b.json', 400, "a file's name"],
    ['GET', '/files/%2e%2e%2fjobs.json', 400, "a file's name"],
    ['PUT', '/files/Upper', 400, "a file's name"],
    ['GET', '/files/none.json', 404, 'there is no file none.json'],
    ['GET', '/', 404, 'there is no GET /'],
    ['PATCH', '/state', 501, 'PATCH'],
  ];
  for (const [method, path, status, words] of refusals) {
    const [answered, body] = await ask(method, path);
    expect([path, answered, body.trim().split('\n').length]).toEqual([path, status, 1]);
    expect((JSON.parse(body) as { error: string }).error).toContain(words);
  }
  const large = await ask('PUT', '/files/large.json', 'x'.repeat(16 * 1024 * 1024 + 1));
  expect(large).toEqual([413, '{"error": "a body may have 16777216 bytes"}\n']);
});

it('finds a hole in the log, and a file that is damaged', async () => {
  const names = await database.archive(5);
  const log = await repository.client.archive(STANZA);
  expect(log.timelines).toEqual([
    { timeline: '00000001', first: expect.any(String), last: names[4]?.slice(8), missing: [] },
  ]);
  await repository.client.beginVerification(STANZA);
  expect(await repository.awaitEnd()).toMatchObject({ kind: 'verification', state: 'done' });

  const folder = `${REPOSITORY_PATH}/archive/${STANZA}/*/*`;
  await shell(`rm ${folder}/${names[2]}-*`);
  const { timelines } = await repository.client.archive(STANZA);
  expect(timelines[0]?.missing).toEqual([names[2]?.slice(8)]);

  await shell(`for file in ${folder}/${names[1]}-*; do echo damaged >> $file; done`);
  await repository.client.beginVerification(STANZA);
  const found = await repository.awaitEnd();
  expect(found).toMatchObject({ kind: 'verification', state: 'failed' });
  expect(found?.error).toMatch(/status: error.*(checksum invalid|other|size invalid): 1/);
  // It counts as missing, so that nobody restores by it.
  const damaged = await repository.client.archive(STANZA);
  expect(damaged.timelines[0]?.missing).toEqual([names[1], names[2]].map((name) => name?.slice(8)));
});

it('lists a hundred thousand log files within a second, from the second time on', async () => {
  const archive = `import os
for log in range(391):
    folder = f'${REPOSITORY_PATH}/archive/${OTHER_STANZA}/17-1/00000001{log:08X}'
    os.makedirs(folder)
    for segment in range(256):
        name = f'00000001{log:08X}{segment:08X}'
        if (log, segment) != (200, 7): open(f'{folder}/{name}-{"0" * 40}.zst', 'w').close()`;
  await execInContainer(repository.container, ['python3', '-c', archive]);
  const expected = { timeline: '00000001', first: '0000000000000000', last: '00000186000000FF' };
  const timelines = [{ ...expected, missing: ['000000C800000007'] }];
  expect((await repository.client.archive(OTHER_STANZA)).timelines).toEqual(timelines);
  const before = performance.now();
  expect((await repository.client.archive(OTHER_STANZA)).timelines).toEqual(timelines);
  expect(performance.now() - before).toBeLessThan(1000);
  await shell(`rm -r ${REPOSITORY_PATH}/archive/${OTHER_STANZA}`);
  expect(await repository.client.archive(OTHER_STANZA)).toEqual({ timelines: [], histories: [] });
});

it('starts what has ended again, and reads certificates that are new', async () => {
  const served = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const { port, hostname } = new URL(repository.url);
      const options = { host: hostname, port: Number(port), rejectUnauthorized: false };
      const socket = connectTls(options, () => {
        resolve(socket.getPeerCertificate().fingerprint256);
        socket.destroy();
      }).on('error', reject);
    });
  const before = await served();
  const issued = authority.issue([`${NETWORK}-repository`, 'localhost']);
  await writeContainerFiles(repository.container, certificateFiles(issued));
  await awaitCondition('the new certificate', served, (now) => now !== before, 20_000);
  await repository.container.kill({ signal: 'SIGHUP' });

  const end = `import psutil
for process in psutil.process_iter():
    if process.cmdline()[:2] == ['pgbackrest', 'server']: process.kill()`;
  await execInContainer(repository.container, ['python3', '-c', end]);
  const health = async (): Promise<number | string> => askAs('/health');
  await awaitCondition('no server', health, (status) => status === 503, 20_000, 50);
  await awaitCondition('a server again', health, (status) => status === 200, 20_000);
  await database.archive(1);
});

it('tells a backup that the end of the container cut off, and goes on after it', async () => {
  // It waits for the database, however small that is.
  await database.container.pause();
  try {
    await repository.client.beginBackup(STANZA, 'full');
    await repository.awaitState('a backup under way', (job) => job?.state === 'runs', 20);
    await repository.container.kill();
    await repository.container.start();
    const told = await repository.awaitState('an answer', () => true);
    expect(told).toMatchObject({ type: 'full', state: 'interrupted' });
    expect(told?.error).toBe("the repository's container ended before the job did");
  } finally {
    await database.container.unpause();
  }
  await repository.client.beginBackup(STANZA, 'incr');
  expect(await repository.awaitEnd()).toMatchObject({ type: 'incr', state: 'done', error: null });
});

it('keeps the last whole backup while new ones hold damaged pages', async () => {
  const labels = async (): Promise<[string, boolean][]> => {
    const [own] = (await repository.client.state()).stanzas;
    return (own?.backups ?? []).map(({ label, damaged }) => [label, damaged]);
  };
  const backUp = async (): Promise<void> => {
    await repository.client.beginBackup(STANZA, 'full');
    expect(await repository.awaitEnd()).toMatchObject({ type: 'full', state: 'done', error: null });
  };
  const before = await labels();
  await database.query('CREATE TABLE broken AS SELECT 1 AS id');
  await database.query('VACUUM (FREEZE) broken');
  const [{ file = '' } = {}] = await database.query<{ file: string }>(
    `SELECT pg_relation_filepath('broken') AS file`,
  );
  await database.query('CHECKPOINT');
  const damage = `printf damaged | dd of=${DATA_DIRECTORY}/${file} bs=1 seek=4000 conv=notrunc`;
  await execInContainer(database.container, ['sh', '-c', damage], 'postgres');
  await backUp();
  await backUp();
  expect(await labels()).toEqual([
    ...before,
    ...[0, 1].map(() => [expect.stringMatching(/F$/), true]),
  ]);

  await database.query('DROP TABLE broken');
  await backUp();
  expect(await labels()).toEqual([[expect.stringMatching(/F$/), false]]);
});

it('does not tell the passphrase where another one was given', async () => {
  const wrong = { ...settings, passphrase: 'nobody-may-see-this-either', name: 'stranger' };
  const stranger = await RepositoryContainer.start(wrong);
  try {
    const { error, stanzas } = await stranger.client.state();
    expect(error).toMatch(/CryptoError|FormatError/);
    await stranger.client.beginBackup(STANZA, 'incr');
    const job = await stranger.awaitEnd();
    expect(job).toMatchObject({ state: 'failed', error: expect.stringMatching(/^\[\d+\]: /) });
    const file = stranger.client.readFile('points-2026-11-27t22.json');
    expect(await file.catch(String)).not.toBe('[]');
    const logs = await Promise.all(
      [repository, stranger].map(({ container }) => container.logs({ stdout: true, stderr: true })),
    );
    expect([error, job?.error, stanzas, logs.join('')].join(' ')).not.toContain('nobody-may-see');
  } finally {
    await stranger.remove();
  }
});

it('gives up where nobody waits for the answer any more', async () => {
  const asked = async (): Promise<boolean> => {
    const { Processes } = (await repository.container.top()) as { Processes: string[][] };
    return Processes.some((fields) => fields.at(-1)?.includes('stanza-create') === true);
  };
  await database.container.pause();
  try {
    const controller = new AbortController();
    const options = { method: 'POST', signal: controller.signal };
    const url = `${repository.url}/stanzas/${STANZA}`;
    const answer = request(url, options, repository.certificates).catch((error: unknown) => error);
    await awaitCondition('the database is asked', asked, (is) => is, 20_000, 50);
    controller.abort();
    expect(await answer).toMatchObject({ code: 'ABORT_ERR' });
    await awaitCondition('nobody asks', asked, (is) => !is, 5000, 50);
  } finally {
    await database.container.unpause();
  }
});
