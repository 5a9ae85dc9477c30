import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import { engineInfo } from '../../toolchain/docker/docker-client';
import { lastLine } from '../../toolchain/child-process';
import { UserError } from '../../words/user-error';
import { awaitCondition } from '../e2e/await-condition';
import { Cgroup } from './cgroup';
import { netOf } from './network';
import { ENGINE_PORT, type HostPlace } from './place';

/** How long an engine may take until it answers, ms. */
const START_LIMIT_MS = 60_000;

/** Between two questions whether it does, ms. */
const LOOK_MS = 50;

/**
 * What a machine does until its engine runs: an empty /run, and /etc/docker from its own disk. In
 * mounts of its own, which are gone with its last process; the machine's, in it as copies, go with the
 * machine's.
 */
const BOOT = `
echo $$ > "$1"
hostname "$2"
mount -t tmpfs -o mode=755 tmpfs /run
mount --bind "$3" /etc/docker
exec dockerd
`;

/** What the engine reads at its usual place; the certificates are beside it. */
export function writeEngineConfiguration({ id, address, folder }: HostPlace): void {
  const configuration = {
    'data-root': join(folder, 'data'),
    pidfile: pidFile(folder),
    hosts: [consoleAddress({ folder }), `tcp://${address}:${ENGINE_PORT}`],
    tlsverify: true,
    tlscacert: '/etc/docker/ca.pem',
    tlscert: '/etc/docker/server-cert.pem',
    tlskey: '/etc/docker/server-key.pem',
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
    'cgroup-parent': `/${id}`,
  };
  mkdirSync(etcFolder(folder), { recursive: true });
  writeFileSync(join(etcFolder(folder), 'daemon.json'), JSON.stringify(configuration, null, 2));
}

/** Where {@link writeEngineConfiguration} writes. */
export function etcFolder(folder: string): string {
  return join(folder, 'etc');
}

/**
 * Starts the engine of a host that has a network, and waits until it answers.
 *
 * @throws UserError with the engine's last word where it ends instead
 */
export async function bootEngine(host: HostPlace): Promise<void> {
  const { id, name, folder } = host;
  rmSync(pidFile(folder), { force: true });
  rmSync(socketFile(folder), { force: true });
  const logFile = join(folder, 'dockerd.log');
  const log = openSync(logFile, 'a');
  const boot = ['sh', '-ec', BOOT, 'boot', new Cgroup(id).make(), name, etcFolder(folder)];
  const mounts = ['unshare', '--mount', '--propagation', 'slave', '--uts'];
  const engine = spawn('nsenter', [netOf(id), ...mounts, ...boot], {
    env: { PATH: process.env['PATH'] },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let hasEnded = false;
  engine.once('error', () => (hasEnded = true)).once('exit', () => (hasEnded = true));
  engine.unref();
  const docker = consoleOf(host);
  const ask = () => {
    if (!hasEnded) return engineInfo(docker);
    const reason = lastLine(readFileSync(logFile, 'utf8'));
    throw new UserError(`the engine of ${name} ended: ${reason}`, `its log is ${logFile}`);
  };
  const answers = (answer: unknown): boolean => answer !== undefined;
  await awaitCondition(`engine of ${name}`, ask, answers, START_LIMIT_MS, LOOK_MS);
}

/** Has the engine of a host end in order, with its containers; does nothing where it does not run. */
export async function endEngine({ id, folder }: HostPlace): Promise<void> {
  const group = new Cgroup(id);
  if (!group.isPopulated) return;
  process.kill(Number(readFileSync(pidFile(folder), 'utf8')), 'SIGTERM');
  await group.empty();
}

/** A client by a path, which is there whatever the network does. */
export function consoleOf({ folder }: HostPlace): Docker {
  return new Docker({ socketPath: socketFile(folder) });
}

/** Where the engine listens on the machine, whatever the network does. */
export function consoleAddress({ folder }: Pick<HostPlace, 'folder'>): string {
  return `unix://${socketFile(folder)}`;
}

function socketFile(folder: string): string {
  return join(folder, 'docker.sock');
}

function pidFile(folder: string): string {
  return join(folder, 'docker.pid');
}
