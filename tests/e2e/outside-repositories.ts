import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type Docker from 'dockerode';
import { stringify } from 'yaml';
import type { TestAuthority } from '../../manager/tls/certificates.fixture';
import { execInContainer } from '../../toolchain/docker/container-exec';
import type { GivenRepository } from '../../topology/backup/backup-schema';
import { placeSecrets, type RepositorySecrets } from '../../topology/backup/backup-secrets';
import { S3_BUCKET, S3_FOLDER, type S3Server } from '../integration/s3-server';
import type { SftpServer } from '../integration/sftp-server';

/** A repository that outlives its stack: where it is, and what opens it. */
export interface OutsideRepository {
  readonly place: GivenRepository;
  readonly secrets: RepositorySecrets;
}

/** Folder of a repository in a bucket. */
const S3_PATH = '/kept';

/** Where that is in the object store's container. */
export const STORED = `${S3_FOLDER}/${S3_BUCKET}${S3_PATH}`;

/** A repository in an object store. */
export function inObjectStore(
  { bucket, endpoint, port, key: s3Key, keySecret: s3KeySecret }: S3Server,
  authority: TestAuthority,
  passphrase: string,
): OutsideRepository {
  const caCertificate = readFileSync(authority.issue().authorities, 'utf8');
  const place = { bucket, endpoint: `${endpoint}:${port}`, region: 'us-east-1', path: S3_PATH };
  return {
    place: { type: 's3', ...place, uriStyle: 'path', caCertificate },
    secrets: { passphrase, s3Key, s3KeySecret },
  };
}

/** A repository on a server that is reached by SSH. */
export function onSftpServer(
  { host, port, user, path: folder, fingerprint: hostFingerprint, key: sftpKey }: SftpServer,
  passphrase: string,
): OutsideRepository {
  return {
    place: { type: 'sftp', host, port, user, path: folder, hostFingerprint },
    secrets: { passphrase, sftpKey },
  };
}

/** Runs a script where the files of a place are, behind its back. */
export async function runIn(container: Docker.Container, script: string): Promise<void> {
  const { code, output } = await execInContainer(container, ['sh', '-c', script]);
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${output}`);
}

/** As keys of a stack's `backup`: its first repository or its second one. */
export function backupKeys(
  number: 1 | 2,
  { place, secrets: { passphrase, ...secrets } }: OutsideRepository,
): Readonly<Record<string, unknown>> {
  const names: Readonly<Record<string, string>> = placeSecrets(number);
  const named = Object.entries(secrets).map(([name, value]) => [names[name], value] as const);
  return { [number === 1 ? 'repo' : 'repo2']: place, passphrase, ...Object.fromEntries(named) };
}

/** Writes what a user keeps of a repository, elsewhere. @returns the file that `--from` takes */
export function repositoryFile({ place, secrets }: OutsideRepository): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'repository-'));
  const files = Object.entries(secrets).map(([name, value]) => {
    writeFileSync(path.join(folder, name), String(value), { mode: 0o600 });
    return [`${name}File`, name] as const;
  });
  const file = path.join(folder, 'repository.yaml');
  writeFileSync(file, stringify({ ...place, ...Object.fromEntries(files) }));
  return file;
}
