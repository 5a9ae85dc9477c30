import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeAuthority } from '../../certificates/authority';
import { receivedSignal } from '../../cli/stop-signal';
import { UserError } from '../../words/user-error';
import { writeEngineConfiguration } from './engine';
import { startGuard } from './guard';
import { writeCertificates } from './host-certificates';
import { checkFree, makeBridge } from './network';
import { rigObstacle } from './obstacle';
import {
  DEFAULT_NAME,
  defaultFolder,
  findRig,
  hostPlace,
  MOST_HOSTS,
  operatorAddress,
  type HostPlace,
  type RigPlace,
} from './place';
import { removeRemains } from './remains';
import { RigHost } from './rig-host';
import { SshClient } from './ssh-client';
import { sshObstacle, writeSshConfiguration } from './ssh-server';

/** What a rig is made of. */
export interface RigOptions {
  /** How many, 1 to {@link MOST_HOSTS}. */
  readonly hosts: number;
  /** Tells rigs apart that are up at the same time: 1 to 6 small letters and digits. Default `ccrig`. */
  readonly name?: string;
  /** The first three numbers of its addresses; default `10.77.0`. */
  readonly subnet?: string;
  /** Where the hosts' disks are, a folder that is made and removed; default one of the temporary ones. */
  readonly folder?: string;
  /** Have an SSH server on each host; default none. */
  readonly ssh?: boolean;
}

/** Interfaces have names of at most 15 characters, and the longest here is NAME-h99-near. */
const NAME = /^[a-z][a-z0-9]{0,5}$/;

/**
 * Several Docker engines on this machine, each in a network of its own, which stand for as many hosts.
 * The machine is the operator: it reaches them and they reach it, and nothing else.
 */
export class Rig {
  readonly hosts: readonly RigHost[];
  /** Address of the machine at which the hosts reach it. */
  readonly operator: string;
  /** The operator's way into the hosts by SSH, where it is made with one. */
  readonly ssh: SshClient;

  private constructor(
    private readonly place: RigPlace,
    hosts: readonly HostPlace[],
    private readonly endGuard: () => void,
  ) {
    this.hosts = hosts.map((host) => new RigHost(host, hosts));
    this.operator = operatorAddress(place);
    this.ssh = new SshClient(join(place.folder, 'ssh'));
  }

  /**
   * Makes a rig and waits until all engines answer. It goes with this process at the latest, however
   * that ends, unless it is {@link leave | left} up.
   *
   * @throws UserError where this machine can't have one, or has one of this name; nothing is left then
   */
  static async start(options: RigOptions): Promise<Rig> {
    const { place, hosts } = check(options);
    checkFree(place);
    const endGuard = startGuard(place.name);
    const rig = new Rig(place, hosts, endGuard);
    try {
      await makeBridge(place);
      const authority = await makeAuthority(`rig ${place.name}`);
      for (const host of hosts) {
        mkdirSync(host.folder, { recursive: true, mode: 0o700 });
        writeEngineConfiguration(host);
        await writeCertificates(host, authority);
      }
      if (options.ssh === true) await letIn(rig.ssh, hosts);
      const starts = await Promise.allSettled(rig.hosts.map((host) => host.start()));
      const failed = starts.find((start) => start.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      const signal = receivedSignal();
      if (signal !== undefined) throw new UserError(`stopped by ${signal}`);
      return rig;
    } catch (error) {
      await rig.stop();
      throw error;
    }
  }

  /**
   * A rig that another process has started. It is not taken down with this one.
   *
   * @throws UserError where none of this name is up
   */
  static attach(name: string = DEFAULT_NAME): Rig {
    const place = findRig(name);
    if (place === undefined) {
      throw new UserError(
        `no rig ${name} is up`,
        `\`npx tsx tests/rig/rig-command.ts up --name ${name}\` makes one`,
      );
    }
    const count = readdirSync(place.folder).filter((entry) => /^h\d+$/.test(entry)).length;
    return new Rig(place, places(place, count), () => undefined);
  }

  /** Removes what a rig has left whose process and guard were killed; nothing where there is nothing. */
  static async sweep(name: string = DEFAULT_NAME): Promise<void> {
    await removeRemains(name);
  }

  /** @throws UserError where it has no host of this name */
  host(name: string): RigHost {
    const host = this.hosts.find((one) => one.name === name);
    if (host !== undefined) return host;
    const known = this.hosts.map((one) => one.name).join(', ');
    throw new UserError(`there is no host "${name}"`, `hosts: ${known}`);
  }

  /** Leaves it up when this process ends; {@link attach} finds it. */
  leave(): void {
    this.endGuard();
  }

  /** Removes it: processes, networks, rules, disks. */
  async stop(): Promise<void> {
    await removeRemains(this.place.name);
    this.endGuard();
  }
}

function check(options: RigOptions): { place: RigPlace; hosts: readonly HostPlace[] } {
  const { hosts, name = DEFAULT_NAME, subnet = '10.77.0' } = options;
  const obstacle = rigObstacle() ?? (options.ssh === true ? sshObstacle() : undefined);
  if (obstacle !== undefined) throw new UserError(`this machine can't have a rig: ${obstacle}`);
  if (!NAME.test(name)) {
    throw new UserError(`"${name}" is no name of a rig`, '1 to 6 small letters and digits are');
  }
  if (hosts < 1 || hosts > MOST_HOSTS) {
    throw new UserError(`a rig can't have ${hosts} hosts`, `it has 1 to ${MOST_HOSTS}`);
  }
  const folder = resolve(options.folder ?? defaultFolder(name));
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new UserError(
      `folder ${folder} is not empty`,
      'take another; the rig removes it at its end, with all that is in it',
    );
  }
  const place = { name, subnet, folder };
  return { place, hosts: places(place, hosts) };
}

async function letIn(client: SshClient, hosts: readonly HostPlace[]): Promise<void> {
  await client.make();
  const keys = new Map<string, string>();
  for (const host of hosts) {
    keys.set(host.address, await writeSshConfiguration(host, client.publicKey));
  }
  client.know(keys);
}

function places(rig: RigPlace, count: number): HostPlace[] {
  return Array.from({ length: count }, (_, i) => hostPlace(rig, i + 1));
}
