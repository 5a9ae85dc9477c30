import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastLine } from '../../toolchain/child-process';
import { findOnPath } from '../../toolchain/pulumi/plugins';
import { UserError } from '../../words/user-error';
import { awaitCondition } from '../e2e/await-condition';
import { Cgroup } from './cgroup';
import { consoleAddress } from './engine';
import { mustRun } from './must-run';
import { netOf } from './network';
import type { HostPlace } from './place';

/** How long a server may take until it listens, ms, and what is between two looks. */
const START_LIMIT_MS = 10_000;
const LOOK_MS = 20;

const BOOT = 'echo $$ > "$1"; exec "$2" -D -e -f "$3"';

/** Debian package that has it. Where systemd runs, installing it would let others into the machine. */
export const SSH_PACKAGES = ['openssh-server'];

/** Why hosts can't be reached by SSH here, for people; undefined where they can. */
export function sshObstacle(): string | undefined {
  return findOnPath('sshd') === undefined ? 'no sshd on PATH' : undefined;
}

/**
 * Writes what the SSH server of a host reads: it lets in whoever has the key, and gives a password a try.
 * What runs in its sessions talks to the host's own engine.
 *
 * @param authorizedKey public key, a line
 * @returns the server's public key, a line
 */
export async function writeSshConfiguration(
  host: HostPlace,
  authorizedKey: string,
): Promise<string> {
  const folder = sshFolder(host);
  mkdirSync(folder, { recursive: true });
  // Where the server drops its rights.
  mkdirSync('/run/sshd', { recursive: true });
  await makeKey(join(folder, 'host_key'));
  writeFileSync(join(folder, 'authorized_keys'), authorizedKey);
  const lines = [
    `ListenAddress ${host.address}`,
    `HostKey ${folder}/host_key`,
    `AuthorizedKeysFile ${folder}/authorized_keys`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    'PasswordAuthentication yes',
    `SetEnv DOCKER_HOST=${consoleAddress(host)} PATH=${process.env['PATH'] ?? ''}`,
  ];
  writeFileSync(configuration(host), `${lines.join('\n')}\n`);
  return readFileSync(join(folder, 'host_key.pub'), 'utf8');
}

/** Makes a key without a passphrase, or with one. */
export async function makeKey(file: string, passphrase = ''): Promise<void> {
  await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', '', '-f', file]);
}

/**
 * Starts the SSH server of a host that has one and a network; does nothing where it runs.
 *
 * @throws UserError with its last word where it ends instead
 */
export async function bootSshServer(host: HostPlace): Promise<void> {
  const group = sshGroup(host);
  if (!existsSync(configuration(host)) || group.isPopulated) return;
  const logFile = join(sshFolder(host), 'sshd.log');
  const log = openSync(logFile, 'w');
  const server = findOnPath('sshd') ?? 'sshd';
  const boot = ['sh', '-ec', BOOT, 'boot', group.make(), server, configuration(host)];
  const sshd = spawn('nsenter', [netOf(host.id), ...boot], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let hasEnded = false;
  sshd.once('error', () => (hasEnded = true)).once('exit', () => (hasEnded = true));
  sshd.unref();
  const listens = (): Promise<boolean> => {
    const said = readFileSync(logFile, 'utf8');
    if (hasEnded) throw new UserError(`sshd of ${host.name} ended: ${lastLine(said)}`);
    return Promise.resolve(said.includes('Server listening'));
  };
  await awaitCondition(`sshd of ${host.name}`, listens, Boolean, START_LIMIT_MS, LOOK_MS);
}

/** The control group of a host's SSH server and of what runs in its sessions. */
export function sshGroup({ id }: HostPlace): Cgroup {
  return new Cgroup(`${id}-ssh`);
}

function sshFolder({ folder }: HostPlace): string {
  return join(folder, 'ssh');
}

function configuration(host: HostPlace): string {
  return join(sshFolder(host), 'sshd_config');
}
