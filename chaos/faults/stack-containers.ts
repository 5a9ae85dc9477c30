import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { UserError } from '../../words/user-error';
import { healthOf } from '../../running/container-states';
import { execInContainer, type ExecResult } from '../../toolchain/docker/container-exec';
import { allContainers, allNodes, type ClusterPlan } from '../../topology/plan';

/** How a container was attached to the cluster's network. */
interface Attachment {
  readonly aliases: readonly string[];
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
    await (await this.own(name)).kill();
  }

  async stop(name: string): Promise<void> {
    await (await this.own(name)).stop();
  }

  async pause(name: string): Promise<void> {
    await (await this.own(name)).pause();
  }

  /** Takes the container off the cluster's network; {@link makeWhole} undoes it. */
  async disconnect(name: string): Promise<void> {
    const container = await this.own(name);
    const { NetworkSettings, Id } = await container.inspect();
    const aliases: string[] = NetworkSettings.Networks[this.plan.network]?.Aliases ?? [];
    // Docker adds the start of the id by itself.
    this.attachments.set(name, {
      aliases: aliases.filter((alias: string) => !Id.startsWith(alias)),
    });
    await this.docker.getNetwork(this.plan.network).disconnect({ Container: container.id });
  }

  /** Unpauses, connects and starts the container, whichever it needs. */
  async makeWhole(name: string): Promise<void> {
    const container = await this.own(name);
    const { State, NetworkSettings } = await container.inspect();
    if (State.Paused) await container.unpause();
    if (NetworkSettings.Networks[this.plan.network] === undefined) {
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

  /**
   * Why containers are not as they should be: each runs on the network, and those without a
   * database pass their health check. Empty when all is well.
   */
  async broken(): Promise<string[]> {
    const nodes = allNodes(this.plan).map(({ container }) => container);
    const reasons = await Promise.all(
      allContainers(this.plan).map(async ({ name, container }) => {
        const own = await this.own(container);
        const seen = await own.inspect();
        const { State, NetworkSettings } = seen;
        if (State.Paused) return `${name} is paused`;
        if (!State.Running) return `${name} is ${State.Status}`;
        if (NetworkSettings.Networks[this.plan.network] === undefined) {
          return `${name} is off the network`;
        }
        if (nodes.includes(container)) return undefined;
        const health = await healthOf(own, seen);
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
    return execInContainer(await this.own(name), command, user);
  }

  /** Starts a command that reads from stdin and prints lines. */
  async open(
    name: string,
    command: readonly string[],
    user: string,
    onLine: (line: string) => void,
  ): Promise<OpenExec> {
    const container = await this.own(name);
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

  /** The container, made sure to be this stack's. */
  private async own(name: string): Promise<Docker.Container> {
    if (!allContainers(this.plan).some(({ container }) => container === name)) {
      throw new Error(`${name} is not in the plan of stack ${this.plan.stack}`);
    }
    const container = this.docker.getContainer(name);
    const labels = (await container.inspect()).Config.Labels;
    if (labels['citus-cluster.stack'] !== this.plan.stack) {
      throw new UserError(
        `container ${name} does not belong to stack "${this.plan.stack}"`,
        'nothing was done to it',
      );
    }
    return container;
  }

  private inner(name: string): string {
    return allContainers(this.plan).find(({ container }) => container === name)?.name ?? name;
  }
}

/** Docker answers 304 where there is nothing to do. */
function unlessDone(error: { statusCode?: number }): void {
  if (error.statusCode !== 304) throw error;
}
