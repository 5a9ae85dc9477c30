import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { findOnPath } from '../../toolchain/pulumi/plugins';
import { unifiedHierarchy } from './cgroup';

const PROGRAMS = [
  ...['dockerd', 'ip', 'iptables', 'iptables-restore', 'ebtables'],
  ...['nsenter', 'unshare', 'mount', 'hostname', 'perl', 'rm'],
];

/** Bits of the capabilities that namespaces and mounts need, by name. */
const CAPABILITIES = { CAP_NET_ADMIN: 12n, CAP_SYS_ADMIN: 21n } as const;

/** Why this machine can't have a rig, for people; undefined where it can. */
export function rigObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'it needs Linux';
  if (process.getuid?.() !== 0) return 'it needs root';
  const effective = BigInt(`0x${/^CapEff:\s*(\w+)/m.exec(ownStatus())?.[1] ?? '0'}`);
  const lacking = Object.entries(CAPABILITIES).find(([, bit]) => !((effective >> bit) & 1n));
  if (lacking !== undefined) return `it needs ${lacking[0]}`;
  const missing = PROGRAMS.find((program) => findOnPath(program) === undefined);
  if (missing !== undefined) return `no ${missing} on PATH`;
  if (unifiedHierarchy() === undefined) return 'no control groups of version 2 are mounted';
  const [major = 0, minor = 0] = release().split('.').map(Number);
  const killsGroups = major > 5 || (major === 5 && minor >= 14);
  return killsGroups ? undefined : 'it needs Linux 5.14, which kills control groups as one';
}

function ownStatus(): string {
  return readFileSync('/proc/self/status', 'utf8');
}
