import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where on the machine a rig is. */
export interface RigPlace {
  /** Of its bridge, and the first part of the names of all that belongs to it. */
  readonly name: string;
  /** The first three numbers of its addresses, e.g. `10.77.0`. */
  readonly subnet: string;
  /** Absolute path of what its hosts have on their disks. */
  readonly folder: string;
}

/** Where on the machine a host of a rig is. */
export interface HostPlace {
  /** `h1`, `h2`, … */
  readonly name: string;
  /** Its IP address. */
  readonly address: string;
  /** Its port's Ethernet address: a host that boots again is known by its former one. */
  readonly mac: string;
  /** How its network namespace, its port at the bridge and its control group are named. */
  readonly id: string;
  /** Its disk. */
  readonly folder: string;
  readonly rig: RigPlace;
}

/** Name of a rig whose maker does not say one. */
export const DEFAULT_NAME = 'ccrig';

/** Where the engine of every host listens, which is Docker's own port for TLS. */
export const ENGINE_PORT = 2376;

/** The last number of a host's address is this and the host's own. */
const FIRST_ADDRESS = 10;

/** How many hosts fit in a subnet. */
export const MOST_HOSTS = 99;

/** Where the disks of a rig are unless its maker says another place. */
export function defaultFolder(name: string): string {
  return join(tmpdir(), `citus-cluster-${name}`);
}

/** The address of the machine itself, whose processes operate the hosts. */
export function operatorAddress({ subnet }: RigPlace): string {
  return `${subnet}.1`;
}

/** @param number from 1 */
export function hostPlace(rig: RigPlace, number: number): HostPlace {
  const name = `h${number}`;
  return {
    name,
    address: `${rig.subnet}.${FIRST_ADDRESS + number}`,
    mac: `02:00:00:00:01:${number.toString(16).padStart(2, '0')}`,
    id: `${rig.name}-${name}`,
    folder: join(rig.folder, name),
    rig,
  };
}

/** What the bridge of a rig has as its alias, so that other processes find the rig by its name. */
export function aliasOf({ subnet, folder }: RigPlace): string {
  return `${subnet} ${folder}`;
}

/** The place of a rig that is up; undefined where none of this name is. */
export function findRig(name: string): RigPlace | undefined {
  const alias = readAlias(name);
  const [, subnet, folder] = /^([\d.]+) (\/.+)$/.exec(alias) ?? [];
  return subnet === undefined || folder === undefined ? undefined : { name, subnet, folder };
}

function readAlias(name: string): string {
  try {
    return readFileSync(`/sys/class/net/${name}/ifalias`, 'utf8').trim();
  } catch {
    return '';
  }
}
