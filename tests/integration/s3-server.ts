import { join } from 'node:path';
import type Docker from 'dockerode';
import type { TestAuthority } from '../../manager/tls/certificates.fixture';
import { cachedFolder, installIntoCache } from '../../toolchain/install/cached-install';
import { writeContainerFiles } from '../../toolchain/docker/container-files';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { goBuild } from '../../toolchain/install/go-build';
import { VERSIONS } from '../../toolchain/install/versions';
import { PROJECT_ROOT } from '../../toolchain/paths';
import { CERTIFICATE_FILES } from '../../topology/tls/certificate-files';
import type { ServerPlace } from '../server-place';
import { certificateFiles } from './pgbackrest-files';

const PROGRAM = 'github.com/versity/versitygw/cmd/versitygw';

/** Folder of its container with a folder for each bucket; objects are files by their names. */
export const S3_FOLDER = '/data';

/** The one bucket. */
export const S3_BUCKET = 'backups';

/** How long the build may take, ms: all modules may have to be downloaded and compiled. */
export const S3_LIMIT_MS = 15 * 60_000;

/** An object store with S3's interface, by HTTPS, whose data vanish with its container. */
export interface S3Server {
  readonly container: Docker.Container;
  readonly bucket: string;
  readonly endpoint: string;
  readonly port: number;
  readonly key: string;
  readonly keySecret: string;
}

/** Starts one. The image is there to have a Debian. */
export async function startS3Server(
  image: string,
  { container: name, network, host: endpoint, port }: ServerPlace,
  authority: TestAuthority,
): Promise<S3Server> {
  const s3 = { bucket: S3_BUCKET, endpoint, port, key: 'tester', keySecret: 'S3-SECRET-9' };
  const { certificate, key } = CERTIFICATE_FILES;
  const serve = `versitygw --port ${endpoint}:${port} --cert ${certificate} --key ${key}`;
  const start = `mkdir -p ${S3_FOLDER}/${s3.bucket}; exec ${serve} posix ${S3_FOLDER}`;
  const container = await dockerClient().createContainer({
    ...{ Image: image, name, User: 'root', Entrypoint: ['sh', '-ec', start], Cmd: [] },
    Env: [`ROOT_ACCESS_KEY=${s3.key}`, `ROOT_SECRET_KEY=${s3.keySecret}`],
    HostConfig: {
      ...{ Init: true, NetworkMode: network },
      Binds: [`${await versityGateway()}:/usr/local/bin/versitygw:ro`],
    },
  });
  await writeContainerFiles(container, certificateFiles(authority.issue([endpoint])));
  await container.start();
  return { container, ...s3 };
}

/** The program, from the cache or built into it. */
async function versityGateway(): Promise<string> {
  const name = `versitygw-${VERSIONS.versitygw}`;
  const folder = join(PROJECT_ROOT, 'toolchain', 'go', 'versitygw');
  const progress = { update: () => undefined, done: () => undefined, fail: () => undefined };
  await installIntoCache(name, (output) =>
    goBuild({ folder, package: PROGRAM, output: join(output, 'versitygw') }, progress),
  );
  return join(cachedFolder(name), 'versitygw');
}
