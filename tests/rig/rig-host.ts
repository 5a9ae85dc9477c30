import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import { capture, type RunOptions, type RunResult } from '../../toolchain/child-process';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { UserError } from '../../words/user-error';
import { Cgroup } from './cgroup';
import { bootEngine, consoleAddress, consoleOf, endEngine } from './engine';
import { clientFolder } from './host-certificates';
import { loadImage } from './load-image';
import { isPluggedIn, isSilent, netOf, plugIn, silence, unplug } from './network';
import { passOn, swallow } from './partition';
import { ENGINE_PORT, operatorAddress, type HostPlace } from './place';
import { slowDown, speedUp, type Slowness } from './slow-line';
import { bootSshServer, sshGroup } from './ssh-server';

/** Who does not hear whom. */
export interface Partition {
  /** Names of the hosts on the other side, and `operator` for the machine itself. Default: all hosts. */
  readonly from?: readonly string[];
  /** `in`: this host does not hear them; `out`: they do not hear it. Default: both. */
  readonly oneWay?: 'in' | 'out';
}

/** {@link Partition.from}'s name for the machine itself. */
export const OPERATOR = 'operator';

/** How long a command in a host's network may take unless it is said, ms. */
const COMMAND_LIMIT_MS = 30_000;

/**
 * A Docker engine in a network namespace, which stands for a machine. All that is known of it is on the
 * machine, so that several processes may have one of the same host.
 */
export class RigHost {
  /** `h1`, `h2`, … */
  readonly name: string;
  readonly address: string;
  /** Where its engine is: `tcp://ADDRESS:2376`, by TLS. */
  readonly docker: string;
  /** The same by SSH, where the rig is made with it: `ssh://root@ADDRESS`. */
  readonly ssh: string;
  /** Folder of ca.pem, cert.pem and key.pem for clients of its engine. */
  readonly certificates: string;
  /** What it has on its disk: `dockerd.log` is there, and the engine's data in `data`. */
  readonly folder: string;
  /** A client of its engine that goes by no network and so knows no partition. */
  readonly console: Docker;
  /** Where that asks: `unix://…`. */
  readonly consoleAddress: string;
  private readonly group: Cgroup;

  /** @param everyHost all of the rig, this one too */
  constructor(
    private readonly place: HostPlace,
    private readonly everyHost: readonly HostPlace[],
  ) {
    this.name = place.name;
    this.address = place.address;
    this.docker = `tcp://${place.address}:${ENGINE_PORT}`;
    this.ssh = `ssh://root@${place.address}`;
    this.certificates = clientFolder(place);
    this.folder = place.folder;
    this.console = consoleOf(place);
    this.consoleAddress = consoleAddress(place);
    this.group = new Cgroup(place.id);
  }

  /**
   * A client of its engine over the network, by TLS.
   *
   * @param timeoutMs how long it waits where nothing comes, ms; default for ever
   */
  client(timeoutMs?: number): Docker {
    const file = (name: string): Buffer => readFileSync(join(this.certificates, name));
    return new Docker({
      protocol: 'https',
      host: this.address,
      port: ENGINE_PORT,
      ca: file('ca.pem'),
      cert: file('cert.pem'),
      key: file('key.pem'),
      timeout: timeoutMs,
    });
  }

  /**
   * A power cut: it is silent, then all of its processes are gone, the containers' too. Packets to it
   * are swallowed, until {@link start}.
   */
  async kill(): Promise<void> {
    if (isPluggedIn(this.place)) await silence(this.place.id);
    for (const group of [this.group, sshGroup(this.place)]) {
      await group.kill();
      await group.remove();
    }
  }

  /**
   * Has the engine end in order, as for its update, with its containers; what asks it is refused.
   * {@link start} starts it again.
   */
  async stopEngine(): Promise<void> {
    await endEngine(this.place);
  }

  /**
   * Boots it from its disk, or starts its engine alone if that is what was stopped. The engine starts
   * the containers again whose policy says so. Partitions are the network's and stay.
   *
   * @throws UserError where the engine ends instead
   */
  async start(): Promise<void> {
    if (isPluggedIn(this.place) && (await isSilent(this.place.id))) {
      await speedUp(this.place);
      await unplug(this.place.id);
    }
    if (!isPluggedIn(this.place)) await plugIn(this.place);
    if (!this.group.isPopulated) await bootEngine(this.place);
    await bootSshServer(this.place);
  }

  /**
   * Freezes all of its processes where they are, by their control group: none of them gets a signal, nor
   * can a process that is started meanwhile escape. Its kernel still takes connections, as that of a
   * machine that hangs; for one whose hypervisor has paused it, {@link blackhole} it first.
   */
  async pause(): Promise<void> {
    await this.freeze(true);
  }

  /** Lets its processes go on after a {@link pause}. */
  async resume(): Promise<void> {
    await this.freeze(false);
  }

  /**
   * Has the network swallow what goes between it and others, without a word to either.
   *
   * @throws UserError where there is no such host
   */
  async partition({ from, oneWay }: Partition = {}): Promise<void> {
    const others = this.everyHost.map(({ name }) => name).filter((name) => name !== this.name);
    for (const other of (from ?? others).map((name) => this.addressOf(name))) {
      if (oneWay !== 'out') await swallow(other, this.address);
      if (oneWay !== 'in') await swallow(this.address, other);
    }
  }

  /** {@link partition} from everybody: whoever connects to it waits, where a stopped engine refuses. */
  async blackhole(): Promise<void> {
    await this.partition({ from: this.everyName });
  }

  /** Ends all partitions that it is part of. */
  async heal(): Promise<void> {
    await passOn((address) => address === this.address);
  }

  /** Makes its line slow, until {@link fast} or the boot after {@link kill}. */
  async slow(slowness: Slowness): Promise<void> {
    await slowDown(this.place, slowness);
  }

  /** Ends {@link slow}. */
  async fast(): Promise<void> {
    await speedUp(this.place);
  }

  /**
   * Sends it images, one after the other; those that it has are left out.
   *
   * @param from the engine that has them; default the machine's own
   * @returns names of those that were sent
   */
  async load(images: readonly string[], from: Docker = dockerClient()): Promise<string[]> {
    const sent: string[] = [];
    for (const image of images) if (await loadImage(image, from, this.console)) sent.push(image);
    return sent;
  }

  /** Runs a program of the machine in the host's network; see {@link capture}. */
  run(command: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const args = [netOf(this.place.id), ...command];
    return capture('nsenter', args, { timeoutMs: COMMAND_LIMIT_MS, ...options });
  }

  private async freeze(frozen: boolean): Promise<void> {
    const ssh = sshGroup(this.place);
    for (const group of [this.group, ...(ssh.isPopulated ? [ssh] : [])]) await group.freeze(frozen);
  }

  private get everyName(): string[] {
    const names = this.everyHost.map(({ name }) => name).filter((name) => name !== this.name);
    return [...names, OPERATOR];
  }

  private addressOf(name: string): string {
    if (name === OPERATOR) return operatorAddress(this.place.rig);
    const host = this.everyHost.find((one) => one.name === name);
    if (host !== undefined) return host.address;
    const known = this.everyHost.map((one) => one.name).join(', ');
    throw new UserError(`there is no host "${name}"`, `hosts: ${known}; ${OPERATOR}: the machine`);
  }
}
