import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';
import { healthOf } from '../../running/container-states';
import { execInContainer, type ExecResult } from '../../toolchain/docker/container-exec';
import { allContainers, allNodes, type ClusterPlan, type ContainerPlan } from '../../topology/plan';
import { partsOn } from '../../topology/hosts/parts-on';

/** How a container was attached to the cluster's network. */
interface Attachment {
  readonly aliases: readonly string[];
}

/** How long an engine may take to describe a container, ms; a host that is gone never does. */
const LIMIT_MS = 5000;

/** A container of the stack, and its engine's description of it. */
interface OwnContainer {
  readonly container: Docker.Container;
  readonly found: Docker.ContainerInspectInfo;
  /** Whether it is off the cluster's network; on a host it has that host's. */
  readonly isOff: boolean;
}

/** A command in a container that goes on: text in, lines out. */
export interface OpenExec {
  write(text: string): void;
  /** Resolves when the command, or the container, has ended. */
  readonly ended: Promise<void>;
  close(): void;
}

/**
 * The containers of one stack. Acts on those of its plan alone, and only where their label says
 * that they are this stack's.
 */
export class StackContainers {
  private readonly attachments = new Map<string, Attachment>();

  constructor(
    private readonly docker: Docker,
    private readonly plan: ClusterPlan,
  ) {}

  async kill(name: string): Promise<void> {
    await (await this.own(name)).container.kill();
  }

  async stop(name: string): Promise<void> {
    await (await this.own(name)).container.stop();
  }

  async pause(name: string): Promise<void> {
    await (await this.own(name)).container.pause();
  }

  /** Freezes the container, unless it is at rest already. */
  async freeze(name: string): Promise<void> {
    const { container, found } = await this.own(name);
    if (found.State.Running && !found.State.Paused) await container.pause();
  }

  /** Takes the container off the cluster's network; {@link makeWhole} undoes it. */
  async disconnect(name: string): Promise<void> {
    const { container, found } = await this.own(name);
    const { NetworkSettings, Id } = found;
    const aliases: string[] = NetworkSettings.Networks[this.plan.network]?.Aliases ?? [];
    // Docker adds the start of the id by itself.
    this.attachments.set(name, {
      aliases: aliases.filter((alias: string) => !Id.startsWith(alias)),
    });
    await this.docker.getNetwork(this.plan.network).disconnect({ Container: container.id });
  }

  /** Unpauses, connects and starts the container, whichever it needs. */
  async makeWhole(name: string): Promise<void> {
    const { container, found, isOff } = await this.own(name);
    const { State } = found;
    if (State.Paused) await container.unpause();
    if (isOff) {
      const aliases = this.attachments.get(name)?.aliases ?? [this.inner(name)];
      await this.docker.getNetwork(this.plan.network).connect({
        Container: container.id,
        EndpointConfig: { Aliases: [...aliases] },
      });
    }
    if (!State.Running) await container.start().catch(unlessDone);
  }

  /**
   * Makes each of the containers whole, whatever happens with the others.
   *
   * @throws the first failure, after all were tried
   */
  async makeAllWhole(names: readonly string[]): Promise<void> {
    const attempts = await Promise.allSettled(names.map((name) => this.makeWhole(name)));
    const failed = attempts.find((attempt) => attempt.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** Names of the containers on a host. */
  namesOn(host: string): string[] {
    return partsOn(this.plan, host).map(({ container }) => container);
  }

  /** When the container was started, as its engine says it; undefined where it does not run. */
  async startOf(name: string): Promise<string | undefined> {
    const { State } = (await this.own(name)).found;
    return State.Running ? State.StartedAt : undefined;
  }

  /**
   * Why containers are not as they should be: each runs on the network, and none without a database
   * fails its health check (one that has just started is asked by the manager sooner). Empty when
   * all is well.
   */
  async broken(): Promise<string[]> {
    const nodes = allNodes(this.plan).map(({ container }) => container);
    const reasons = await Promise.all(
      allContainers(this.plan).map(async ({ name, container }) => {
        const seen = await this.own(container).catch(messageOf);
        if (typeof seen === 'string') return seen;
        const { State } = seen.found;
        if (State.Paused) return `${name} is paused`;
        if (!State.Running) return `${name} is ${State.Status}`;
        if (seen.isOff) return `${name} is off the network`;
        if (nodes.includes(container)) return undefined;
        const health = await healthOf(seen.container, seen.found);
        return health === 'healthy' || health === 'none' ? undefined : `${name} is ${health}`;
      }),
    );
    return reasons.filter((reason) => reason !== undefined);
  }

  /**
   * Runs a command in the container; secrets do not belong in it.
   *
   * @param user default: the container's own, who alone has rights over its processes
   */
  async exec(name: string, command: readonly string[], user?: string): Promise<ExecResult> {
    return execInContainer((await this.own(name)).container, command, user);
  }

  /** Starts a command that reads from stdin and prints lines. */
  async open(
    name: string,
    command: readonly string[],
    user: string,
    onLine: (line: string) => void,
  ): Promise<OpenExec> {
    const { container } = await this.own(name);
    const exec = await container.exec({
      Cmd: [...command],
      User: user,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await exec.start({ hijack: true, stdin: true });
    const text = new PassThrough();
    this.docker.modem.demuxStream(stream, text, text);
    let rest = '';
    text.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    });
    const ended = new Promise<void>((resolve) => {
      // Every error is taken, as a write after a reset gives another one.
      for (const event of ['end', 'close', 'error']) stream.on(event, () => resolve());
    });
    return {
      write: (input) => stream.write(input),
      ended,
      close: () => {
        stream.end();
        stream.destroy();
      },
    };
  }

  /** The container, made sure to be this stack's, as it is now. */
  private async own(name: string): Promise<OwnContainer> {
    const planned = allContainers(this.plan).find(({ container }) => container === name);
    if (planned === undefined) {
      throw new Error(`${name} is not in the plan of stack ${this.plan.stack}`);
    }
    const container = this.docker.getContainer(name);
    const found = await describe(container, planned);
    if (found.Config.Labels['citus-cluster.stack'] !== this.plan.stack) {
      throw new UserError(
        `container ${name} does not belong to stack "${this.plan.stack}"`,
        'nothing was done to it',
      );
    }
    const isOff =
      planned.host === undefined && found.NetworkSettings.Networks[this.plan.network] === undefined;
    return { container, found, isOff };
  }

  private inner(name: string): string {
    return allContainers(this.plan).find(({ container }) => container === name)?.name ?? name;
  }
}

/** @throws Error naming the host whose engine does not answer */
async function describe(
  container: Docker.Container,
  { host }: ContainerPlan,
): Promise<Docker.ContainerInspectInfo> {
  const abortSignal = AbortSignal.timeout(LIMIT_MS);
  try {
    return await container.inspect({ abortSignal });
  } catch (error) {
    // What the engine says counts; that it can't be reached is told in one way.
    const { statusCode } = error as { statusCode?: number };
    if (host === undefined || statusCode !== undefined) throw error;
    throw new Error(`the engine of ${host} does not answer`, { cause: error });
  }
}

/** Docker answers 304 where there is nothing to do. */
function unlessDone(error: { statusCode?: number }): void {
  if (error.statusCode !== 304) throw error;
}
