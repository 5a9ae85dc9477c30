import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { followBuild } from '../../toolchain/docker/build-image';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { readContainerFile } from '../../toolchain/docker/container-files';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { awaitCondition } from '../e2e/await-condition';
import type { ServerPlace } from '../server-place';

/** The folder for backups, and its room, MiB. */
const FOLDER = '/srv/backups';
const ROOM_MIB = 256;

/** Makes its key and the client's, and lets in whoever has that. */
const START = `
mkdir -p /run/sshd
# Without PAM, whoever has no password at all would be locked out.
useradd --create-home --password '*' backup-keeper
install -d -o backup-keeper ${FOLDER} /home/backup-keeper/.ssh
ssh-keygen -q -t ed25519 -N '' -f /tmp/client
ssh-keygen -q -t ed25519 -N '' -f /tmp/host
install -o backup-keeper -m 0600 /tmp/client.pub /home/backup-keeper/.ssh/authorized_keys
awk '{ print $2 }' /tmp/host.pub | base64 -d | sha1sum | cut -d' ' -f1 > /tmp/fingerprint
exec /usr/sbin/sshd -D -e -h /tmp/host -o UsePAM=no -o "ListenAddress=$1" -p "$2"
`;

/** A server of SSH's file transfer, whose data vanish with its container. */
export interface SftpServer {
  readonly container: Docker.Container;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly path: string;
  /** Private key of the user. */
  readonly key: string;
  /** SHA-1 of the server's key, hexadecimal. */
  readonly fingerprint: string;
  /** Removes the server and its image. */
  remove(): Promise<void>;
}

/** Starts one, on an image that is a Debian. */
export async function startSftpServer(
  base: string,
  { container: name, network, host, port }: ServerPlace,
): Promise<SftpServer> {
  const docker = dockerClient();
  const image = `citus-cluster/${name}`;
  const context = pack();
  const install =
    'apt-get update -qq && apt-get install -qq --no-install-recommends openssh-server';
  context.entry({ name: 'Dockerfile' }, `FROM ${base}\nUSER root\nRUN ${install} > /dev/null\n`);
  context.finalize();
  await followBuild(docker, await docker.buildImage(Readable.from(context), { t: image }), image);
  const container = await docker.createContainer({
    ...{ Image: image, name, User: 'root' },
    ...{ Entrypoint: ['sh', '-ec', START, 'sshd', host, String(port)], Cmd: [] },
    HostConfig: { Init: true, NetworkMode: network, Tmpfs: { [FOLDER]: `size=${ROOM_MIB}m` } },
  });
  await container.start();
  await awaitCondition(
    'an SSH server',
    async () => execInContainer(container, ['bash', '-c', `exec 3<>/dev/tcp/${host}/${port}`]),
    ({ code }) => code === 0,
    30_000,
  );
  const read = async (file: string): Promise<string> =>
    (await readContainerFile(container, file)).content;
  return {
    ...{ container, host, port, user: 'backup-keeper', path: FOLDER },
    key: await read('/tmp/client'),
    fingerprint: (await read('/tmp/fingerprint')).trim(),
    remove: async () => {
      await container.remove({ force: true, v: true });
      await docker.getImage(image).remove();
    },
  };
}
