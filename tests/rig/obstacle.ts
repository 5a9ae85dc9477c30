import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { findOnPath } from '../../toolchain/pulumi/plugins';
import { unifiedHierarchy } from './cgroup';

const PROGRAMS = [
  ...['dockerd', 'ip', 'iptables', 'iptables-restore', 'ebtables'],
  ...['nsenter', 'unshare', 'mount', 'hostname', 'perl', 'rm'],
];

/** Debian packages that have them, beside Docker's own. */
export const RIG_PACKAGES = ['iproute2', 'iptables', 'util-linux', 'mount', 'hostname', 'perl'];

/** Bits of the capabilities that namespaces and mounts need, by name. */
const CAPABILITIES = { CAP_NET_ADMIN: 12n, CAP_SYS_ADMIN: 21n } as const;

/** Why this machine can't have a rig, for people; undefined where it can. */
export function rigObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'it needs Linux';
  if (process.getuid?.() !== 0) return 'it needs root';
  const effective = BigInt(`0x${/^CapEff:\s*(\w+)/m.exec(ownStatus())?.[1] ?? '0'}`);
  const lacking = Object.entries(CAPABILITIES).find(([, bit]) => !((effective >> bit) & 1n));
  if (lacking !== undefined) return `it needs ${lacking[0]}`;
  const missing = missingProgram();
  if (missing !== undefined) return `no ${missing} on PATH`;
  if (unifiedHierarchy() === undefined) return 'no control groups of version 2 are mounted';
  const [major = 0, minor = 0] = release().split('.').map(Number);
  const killsGroups = major > 5 || (major === 5 && minor >= 14);
  return killsGroups ? undefined : 'it needs Linux 5.14, which kills control groups as one';
}

/** A program that a rig needs and that is not on PATH; undefined where all are. */
export function missingProgram(): string | undefined {
  const missing = PROGRAMS.find((program) => findOnPath(program) === undefined);
  if (missing !== undefined) return missing;
  // Debian's smallest Perl can't tell parts of seconds.
  const isWhole = spawnSync('perl', ['-MTime::HiRes', '-e', '1']).status === 0;
  return isWhole ? undefined : 'perl with Time::HiRes';
}

function ownStatus(): string {
  return readFileSync('/proc/self/status', 'utf8');
}
