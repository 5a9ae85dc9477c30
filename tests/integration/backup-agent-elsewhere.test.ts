import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { TestAuthority } from '../../manager/tls/certificates.fixture';
import { dockerClient } from '../../toolchain/docker/docker-client';
import type { RepositoryConfig } from '../../topology/backup/backup-config';
import { hasGo } from '../../toolchain/install/go-build';
import { CERTIFICATE_FILES } from '../../topology/tls/certificate-files';
import { ArchivedServer, STANZA } from './archived-server';
import { buildImage, IMAGE_LIMIT_MS } from './build-image';
import { secretFile, type PgBackRestOptions } from './pgbackrest-files';
import { RepositoryContainer } from './repository-container';
import { S3_LIMIT_MS, startS3Server } from './s3-server';
import { startSftpServer } from './sftp-server';
import type { ServerPlace } from '../server-place';
import type { ContainerFile } from '../../toolchain/docker/container-files';

/** A repository's agent, for repositories that are elsewhere. */

const NETWORK = `citus-elsewhere-${process.pid}`;
const IMAGE = 'citus-cluster/database:agent-elsewhere-test';

const docker = dockerClient();
const authority = new TestAuthority();
const made: { remove(): Promise<unknown> }[] = [];

/** On the test's network, by the container's name. */
function placeOf(what: string, port: number): ServerPlace {
  const container = `${NETWORK}-${what}`;
  return { container, network: NETWORK, host: container, port };
}

/** A stanza, its log, a backup and a file: there and back. */
async function roundTrip(
  number: number,
  config: RepositoryConfig,
  options: PgBackRestOptions,
  files: readonly ContainerFile[] = [],
): Promise<void> {
  const settings = {
    ...{ image: IMAGE, network: NETWORK, authority, number, options, files },
    ...{ repository: config, passphrase: 'kept-by-the-repository-alone' },
  };
  const database = await ArchivedServer.start({ ...settings, repository: `${NETWORK}-repository` });
  made.push(database);
  const repository = await RepositoryContainer.start(settings);
  made.push(repository);
  const { client } = repository;

  expect(await client.state()).toMatchObject({ stanzas: [], bytesUsed: null, error: null });
  expect(await client.files()).toEqual([]);
  await client.makeStanza(STANZA);
  await database.beginToArchive();
  await client.beginBackup(STANZA, 'full');
  expect(await repository.awaitEnd()).toMatchObject({ state: 'done', error: null });
  const names = await database.archive(2);
  expect((await client.archive(STANZA)).timelines).toEqual([
    { timeline: '00000001', first: expect.any(String), last: names[1]?.slice(8), missing: [] },
  ]);
  const [stanza] = (await client.state()).stanzas;
  expect(stanza).toMatchObject({ stanza: STANZA, code: 0, backups: [{ type: 'full' }] });

  for (const content of ['before', '{"version":1}']) await client.writeFile('layout.json', content);
  expect(await client.readFile('layout.json')).toBe('{"version":1}');
  expect(await client.files()).toEqual(['layout.json']);
  await client.removeFile('layout.json');
  expect(await client.readFile('layout.json')).toBeUndefined();
  expect(await client.files()).toEqual([]);
}

beforeAll(async () => {
  await buildImage('database', IMAGE);
  await docker.createNetwork({ Name: NETWORK });
}, IMAGE_LIMIT_MS);

afterEach(async () => {
  for (const each of made.splice(0).reverse()) await each.remove();
  await docker
    .getVolume(`${NETWORK}-repository`)
    .remove()
    .catch(() => undefined);
});

afterAll(async () => {
  await docker.getNetwork(NETWORK).remove();
  await docker.getImage(IMAGE).remove();
  authority.remove();
});

it.skipIf(!hasGo())(
  'keeps backups in an object store',
  async () => {
    const s3 = await startS3Server(IMAGE, placeOf('s3', 7070), authority);
    made.push({ remove: async () => s3.container.remove({ force: true, v: true }) });
    const { bucket, endpoint, port } = s3;
    const place = { bucket, region: 'us-east-1', path: '/citus', caCertificate: '' };
    await roundTrip(
      2,
      { type: 's3', endpoint: `${endpoint}:${port}`, uriStyle: 'path', ...place },
      {
        ...{ 'repo2-type': 's3', 'repo2-path': '/citus', 'repo2-s3-bucket': bucket },
        ...{ 'repo2-s3-endpoint': endpoint, 'repo2-storage-port': port },
        ...{ 'repo2-bundle': 'y', 'repo2-s3-region': 'us-east-1', 'repo2-s3-uri-style': 'path' },
        ...{ 'repo2-s3-key': s3.key, 'repo2-s3-key-secret': s3.keySecret },
        'repo2-storage-ca-file': CERTIFICATE_FILES.authorities,
      },
    );
  },
  S3_LIMIT_MS,
);

it(
  'keeps backups on a server of file transfer by SSH',
  async () => {
    const sftp = await startSftpServer(IMAGE, placeOf('sftp', 22));
    made.push(sftp);
    const { host, port, user, path, fingerprint: hostFingerprint } = sftp;
    const keyFile = '/etc/pgbackrest/sftp-key';
    await roundTrip(
      1,
      { type: 'sftp', host, port, user, path, hostFingerprint },
      {
        ...{
          'repo1-bundle': 'y',
          'repo1-type': 'sftp',
          'repo1-path': path,
          'repo1-sftp-host': host,
        },
        ...{ 'repo1-sftp-host-user': user, 'repo1-sftp-private-key-file': keyFile },
        ...{ 'repo1-sftp-host-key-check-type': 'fingerprint' },
        ...{ 'repo1-sftp-host-key-hash-type': 'sha1' },
        'repo1-sftp-host-fingerprint': hostFingerprint,
      },
      [secretFile(keyFile, sftp.key)],
    );
  },
  IMAGE_LIMIT_MS,
);
