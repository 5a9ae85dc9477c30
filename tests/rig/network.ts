import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { capture } from '../../toolchain/child-process';
import { UserError } from '../../words/user-error';
import { mustRun, succeeds } from './must-run';
import { aliasOf, operatorAddress, type HostPlace, type RigPlace } from './place';

/** Of the bridge, which would otherwise take that of whichever port is there. */
const BRIDGE_MAC = '02:00:00:00:00:01';

/** What is said, heard and passed on to containers. */
const SILENT_CHAINS = ['INPUT', 'OUTPUT', 'FORWARD'] as const;

/** @throws UserError where a rig's name or its subnet is taken */
export function checkFree({ name, subnet }: RigPlace): void {
  const inUse = Object.entries(networkInterfaces()).find(([, addresses = []]) =>
    addresses.some(({ address }) => address.startsWith(`${subnet}.`)),
  );
  if (inUse !== undefined) {
    throw new UserError(`interface ${inUse[0]} has an address in ${subnet}.0/24`, 'take another');
  }
  if (hasLink(name)) {
    throw new UserError(
      `there is an interface ${name} already`,
      `take a rig of this name down: \`npx tsx tests/rig/rig-command.ts down --name ${name}\``,
    );
  }
}

/** Makes the bridge that the hosts are plugged into, with the operator's address. */
export async function makeBridge(rig: RigPlace): Promise<void> {
  const { name } = rig;
  await ip(
    `link add ${name} address ${BRIDGE_MAC} type bridge`,
    `link set ${name} alias "${aliasOf(rig)}"`,
    `link set ${name} addrgenmode none up`,
    `address add ${operatorAddress(rig)}/24 dev ${name}`,
  );
  await letForward(name);
}

/** Removes the bridge. */
export async function removeBridge({ name }: RigPlace): Promise<void> {
  while (await succeeds('iptables', forwardRule('-C', name))) {
    await mustRun('iptables', forwardRule('-D', name));
  }
  await ip(`link delete ${name}`);
}

/**
 * Gives a host its network: a namespace, and a line from there into the bridge. Its end at the bridge
 * answers nobody by itself.
 */
export async function plugIn({ id, mac, address, rig }: HostPlace): Promise<void> {
  await mustRun('ip', ['netns', 'add', id]);
  await ip(
    `link add ${id} type veth peer name eth0 address ${mac} netns ${id}`,
    `link set ${id} arp off addrgenmode none master ${rig.name} up`,
  );
  const inside = [`address add ${address}/24 dev eth0`, 'link set lo up', 'link set eth0 up'];
  await mustRun('ip', ['-n', id, '-batch', '-'], inside.join('\n'));
}

/** Takes a host's network away: first its line, so that nothing of what it then says gets out. */
export async function unplug(id: string): Promise<void> {
  if (hasLink(id)) await ip(`link delete ${id}`);
  if (existsSync(namespaceFile(id))) await mustRun('ip', ['netns', 'delete', id]);
}

/**
 * Has a host neither hear nor say anything any more, at once: what its kernel says in the name of its
 * processes that end, too. Its Ethernet address is still found, as that of a dead machine is behind a
 * router: whoever connects waits.
 */
export async function silence(id: string): Promise<void> {
  const rules = SILENT_CHAINS.map((chain) => `-I ${chain} -j DROP`);
  const input = ['*filter', ...rules, 'COMMIT', ''].join('\n');
  await mustRun('nsenter', [netOf(id), 'iptables-restore', '--noflush', '--wait=5'], input);
  await dropBorrowed(id);
}

/** An address that moves between hosts is found at a dead one no longer: it is of a network of its own. */
async function dropBorrowed(id: string): Promise<void> {
  const list = ['-n', id, '-4', '-o', 'address', 'show', 'dev', 'eth0'];
  const { stdout } = await capture('ip', list, { timeoutMs: 30_000 });
  for (const [address] of stdout.matchAll(/[\d.]+\/32/g)) {
    await mustRun('ip', ['-n', id, 'address', 'delete', address, 'dev', 'eth0']);
  }
}

/** Whether {@link silence} was the last that a host's network saw. */
export async function isSilent(id: string): Promise<boolean> {
  const first = ['iptables', '-w', '5', '-S', 'OUTPUT', '1'];
  const { stdout } = await capture('nsenter', [netOf(id), ...first], { timeoutMs: 30_000 });
  return stdout.trim() === '-A OUTPUT -j DROP';
}

/** Whether a host has a network. */
export function isPluggedIn({ id }: HostPlace): boolean {
  return hasLink(id);
}

/** What has `nsenter` go into a host's network. */
export function netOf(id: string): string {
  return `--net=${namespaceFile(id)}`;
}

function namespaceFile(id: string): string {
  return `/run/netns/${id}`;
}

/** Whether an interface is there. */
export function hasLink(name: string): boolean {
  return existsSync(`/sys/class/net/${name}`);
}

/** Carries out commands of `ip`, one after the other. */
export async function ip(...commands: readonly string[]): Promise<void> {
  await mustRun('ip', ['-batch', '-'], commands.join('\n'));
}

/**
 * An engine on the machine itself has all that is forwarded dropped, even from port to port of another
 * bridge. Its chain for rules of others is where they are let through.
 */
async function letForward(name: string): Promise<void> {
  const hasChain = await succeeds('iptables', ['-w', '5', '-S', 'DOCKER-USER']);
  if (hasChain) await mustRun('iptables', forwardRule('-I', name));
}

function forwardRule(verb: '-I' | '-D' | '-C', bridge: string): string[] {
  return ['-w', '5', verb, 'DOCKER-USER', '-i', bridge, '-o', bridge, '-j', 'ACCEPT'];
}
