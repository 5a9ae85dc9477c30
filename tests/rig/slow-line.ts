import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { UserError } from '../../words/user-error';
import { Cgroup } from './cgroup';
import { hasLink, ip } from './network';
import type { HostPlace } from './place';

/** How slow a line is. */
export interface Slowness {
  /** What a round trip takes longer by, ms; half of it each way. */
  readonly delayMs: number;
  /** Frames that are lost, each way, in percent; default none. */
  readonly lossPercent?: number;
}

const RELAY = join(__dirname, 'slow-line.pl');

/**
 * Makes the line between a host and the bridge slow: a program carries what goes over it, in place of
 * the kernel. The kernel's own means for it, netem, is not part of every kernel.
 */
export async function slowDown(host: HostPlace, slowness: Slowness): Promise<void> {
  await speedUp(host);
  const { delayMs, lossPercent = 0 } = slowness;
  const { id, rig } = host;
  const [near, far] = [`${id}-near`, `${id}-far`];
  await ip(
    `link set ${id} nomaster`,
    `link add ${near} type veth peer name ${far}`,
    `link set ${near} arp off addrgenmode none master ${rig.name} up`,
    `link set ${far} arp off addrgenmode none up`,
  );
  const seconds = String(delayMs / 2000);
  const share = String(lossPercent / 100);
  const line = 'echo $$ > "$1"; shift; exec perl "$@"';
  const args = ['-ec', line, 'slow-line', group(host).make(), RELAY, seconds, share, id, far];
  const relay = spawn('sh', args, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const [said] = await Promise.race([once(relay.stdout, 'data'), once(relay, 'exit')]);
  if (!Buffer.isBuffer(said)) {
    await speedUp(host);
    throw new UserError(`the line of ${host.name} can't be made slow`, `run perl ${RELAY}`);
  }
  relay.stdout.destroy();
  relay.unref();
}

/** Makes the line of a host as fast as the kernel is; it is so already where it was not slow. */
export async function speedUp(host: HostPlace): Promise<void> {
  const { id, rig } = host;
  await group(host).kill();
  await group(host).remove();
  if (!hasLink(`${id}-near`)) return;
  await ip(`link delete ${id}-near`, ...(hasLink(id) ? [`link set ${id} master ${rig.name}`] : []));
}

function group({ id }: HostPlace): Cgroup {
  return new Cgroup(`${id}-line`);
}
