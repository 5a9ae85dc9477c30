import type Docker from 'dockerode';
import { execInContainer } from '../../toolchain/docker/container-exec';
import type { FoundMember, MembershipStep, StoreMember } from '../../topology/etcd-membership';
import type { ClusterPlan } from '../../topology/plan';
import { parseBootstrap } from '../../topology/rendering/etcd';

/** A member's container, with the name that it is known by on the stack's network. */
interface MemberContainer extends FoundMember {
  readonly id: string;
}

/** The store of a stack, asked and changed by etcdctl in its members' containers. */
export class EtcdStore {
  constructor(
    private readonly plan: ClusterPlan,
    private readonly docker: Docker,
  ) {}

  /**
   * The members' containers by name, those that run and those that don't, also such as no plan names.
   */
  async containers(): Promise<MemberContainer[]> {
    const found = await this.docker.listContainers({ all: true, filters: this.labelled('etcd') });
    const members = found.map(async ({ Id, Names, State }): Promise<MemberContainer> => {
      const { Config } = await this.docker.getContainer(Id).inspect();
      return {
        id: Id,
        name: (Names[0] ?? '').slice(`/${this.plan.network}-`.length),
        running: State === 'running',
        bootstrap: parseBootstrap(Config.Cmd ?? []),
      };
    });
    return (await Promise.all(members)).sort((one, other) => one.name.localeCompare(other.name));
  }

  /** Names of the members' volumes, also such as Docker made with a container, without labels. */
  async volumes(): Promise<string[]> {
    const { Volumes } = await this.docker.listVolumes();
    const prefix = `${this.plan.network}-etcd-`;
    return Volumes.map(({ Name }) => Name).filter(
      (name) => name.startsWith(prefix) && /^[a-z0-9]+$/.test(name.slice(prefix.length)),
    );
  }

  /** Whether the stack has a container of a database node. */
  async hasDatabases(): Promise<boolean> {
    const filters = this.labelled('coordinator');
    return (await this.docker.listContainers({ all: true, filters })).length > 0;
  }

  /** The members as a majority of them knows them. @throws Error where there is no majority */
  async members(): Promise<StoreMember[]> {
    return parseMembers(await this.ask(['member', 'list']));
  }

  /** Does one step. A leader hands over before it is removed. @throws Error with etcd's words */
  async apply(step: MembershipStep, members: readonly StoreMember[]): Promise<void> {
    switch (step.action) {
      case 'add':
        await this.ask(['member', 'add', step.name, '--learner', `--peer-urls=${step.peerUrl}`]);
        return;
      case 'update':
        await this.ask(['member', 'update', step.id, `--peer-urls=${step.peerUrl}`]);
        return;
      case 'promote':
        await this.ask(['member', 'promote', step.id]);
        return;
      case 'remove':
        await this.handOver(step.id, members);
        await this.ask(['member', 'remove', step.id]);
    }
  }

  /**
   * Has a member that leads hand over to another one. Without this the store would be without a leader for
   * an election, some seconds, when the member goes.
   */
  async handOver(id: string, members: readonly StoreMember[]): Promise<void> {
    const leaving = members.find((member) => member.id === id);
    const successor = members.find((one) => one.id !== id && !one.learner && one.clientUrl !== '');
    if (leaving === undefined || leaving.clientUrl === '' || successor === undefined) return;
    try {
      // Only the leader does it; any other member refuses.
      await this.ask([
        `--endpoints=${leaving.clientUrl.split(',').at(-1)}`,
        'move-leader',
        successor.id,
      ]);
    } catch {
      // It does not lead, or does not answer and will be replaced as leader anyway.
    }
  }

  /**
   * Runs etcdctl in the container of each member until one gives an answer; the first one by name
   * stays in every plan, while one that was removed keeps its asker waiting for seconds.
   */
  private async ask(words: readonly string[]): Promise<string> {
    const failures = new Set<string>();
    for (const { id, running } of await this.containers()) {
      if (!running) continue;
      try {
        const container = this.docker.getContainer(id);
        const { code, output } = await execInContainer(container, ['etcdctl', ...words]);
        if (code === 0) return output;
        failures.add(output.trim().split('\n').at(-1) ?? '');
      } catch (error) {
        // That of a removed member ends and starts again all the time.
        failures.add((error as Error).message);
      }
    }
    throw new Error([...failures].join('; ') || 'none of its containers runs');
  }

  private labelled(role: 'etcd' | 'coordinator'): { label: string[] } {
    const { stack } = this.plan;
    return { label: [`citus-cluster.stack=${stack}`, `citus-cluster.role=${role}`] };
  }
}

/**
 * Reads what `etcdctl member list` prints: id, status, name, peer URLs, client URLs, learner. Between the
 * URLs of one member stand commas alone.
 */
export function parseMembers(output: string): StoreMember[] {
  return output.split('\n').flatMap((line) => {
    const [id, , name, peerUrl, clientUrl, learner] = line.split(', ').map((word) => word.trim());
    // Among the members may stand warnings of etcdctl.
    if (id === undefined || !/^[0-9a-f]+$/.test(id) || peerUrl === undefined) return [];
    const isLearner = learner === 'true';
    return [{ id, name: name ?? '', peerUrl, clientUrl: clientUrl ?? '', learner: isLearner }];
  });
}
