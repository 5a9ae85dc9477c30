import type * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import type { StatusDocument } from '../../manager/status-document';
import type { EtcdMembership } from '../../running/etcd/etcd-membership';
import type { RunningCluster } from '../../running/running-cluster';
import { allContainers, allNodes, type ClusterPlan } from '../../topology/plan';
import { canReplace, isInService, replacementOrder, successionOf } from './replacement-order';
import { valueOf } from '../value-of';

/** Longest time from a replaced container's start to its node at work, ms: a copy may be large. */
const BACK_LIMIT_MS = 600_000;

/** How long a manager's container that is as planned may take to answer, ms. */
const SILENCE_LIMIT_MS = 20_000;

/** Between two looks at the cluster, ms. */
const POLL_MS = 500;

/**
 * Lets the containers of a running cluster be replaced one at a time, the next one only when the
 * last one works again. Containers that stay as they are cost no time, and nothing is ordered where
 * no cluster runs.
 *
 * The order holds back a container's registration instead of making it depend on another: it is
 * another one after each failover, and no property of the cluster.
 *
 * It takes a manager to tell who works. One that does not answer is registered first, because a new
 * image may be all that it lacks; while it stays silent, no other container is touched.
 */
export class Rollout {
  private readonly turns = new Map<string, Turn>();
  private readonly replaced = new Set<string>();
  /** Ends when the manager's container is as planned, where that comes first. */
  private readonly managerTurn = new Turn();
  private readonly order: Promise<readonly string[]>;
  private cameHome: Promise<void> | undefined;

  /** @param cluster the cluster that runs while the program does, if one does */
  constructor(
    private readonly plan: ClusterPlan,
    private readonly cluster: RunningCluster | undefined,
    private readonly membership: EtcdMembership,
  ) {
    this.order = this.decideOrder();
    for (const { name } of cluster === undefined ? [] : [...plan.etcd, ...allNodes(plan)]) {
      this.turns.set(name, new Turn());
    }
  }

  private async decideOrder(): Promise<readonly string[]> {
    const { plan, cluster } = this;
    if (cluster === undefined) return [];
    if (cluster.status !== undefined) return replacementOrder(plan, cluster.status);
    await this.managerTurn.end;
    const status = await this.askPatiently(cluster);
    if (status !== undefined) return replacementOrder(plan, status);
    throw new pulumi.RunError(silentManager(plan));
  }

  /** Resolves to `needs` when the container of this member or node may be touched. */
  async awaitTurn(
    name: string,
    needs: docker.Container[] = [],
  ): Promise<pulumi.Input<pulumi.Resource>[]> {
    const order = await this.order;
    const before = order[order.indexOf(name) - 1];
    if (before !== undefined) await this.turns.get(before)?.end;
    if (this.cluster !== undefined) await this.handOverFirst(this.cluster, name);
    return this.edges(needs);
  }

  /** Resolves to `needs` when all members and nodes are as planned and work. */
  async finished(
    needs: readonly pulumi.CustomResource[] = [],
  ): Promise<pulumi.Input<pulumi.Resource>[]> {
    const last = (await this.order).at(-1);
    if (last !== undefined) await this.turns.get(last)?.end;
    await (this.cameHome ??= this.bringHome());
    await this.membership.complete();
    return this.edges(needs);
  }

  /**
   * What Pulumi is told that something depends on. Between hosts that is nothing: the resources of a host
   * that is lost would be missed by all others. They are waited for here instead.
   */
  private async edges(needs: readonly pulumi.CustomResource[]): Promise<pulumi.CustomResource[]> {
    if (this.plan.hosts === undefined) return [...needs];
    await Promise.all(needs.map(({ id }) => valueOf(id)));
    return [];
  }

  /** Resolves to what the manager waits for: `needs` after all others, nothing if it comes first. */
  async awaitManagersTurn(needs: docker.Container[]): Promise<pulumi.Input<pulumi.Resource>[]> {
    const isSilent = this.cluster !== undefined && this.cluster.status === undefined;
    return isSilent ? [] : this.finished(needs);
  }

  /** Takes the manager's container, which others wait for where it comes first. */
  endManagersTurnBy(container: docker.Container): void {
    void settle(this.managerTurn, 'the manager', container, () => Promise.resolve());
  }

  /**
   * Takes the container of a member or node, whose turn ends once it works.
   *
   * @param joined waits for what its own kind needs before it counts
   */
  endTurnBy(
    name: string,
    container: docker.Container,
    joined: () => Promise<void> = () => Promise.resolve(),
  ): void {
    const { cluster } = this;
    void settle(this.turns.get(name) ?? new Turn(), name, container, async (id) => {
      await joined();
      if (cluster !== undefined) await this.awaitBack(cluster, name, id);
    });
  }

  /**
   * Resolves when nodes that stay could do without those that go, in every group that loses one. Pulumi
   * removes what the plan has no place for once the program ends.
   *
   * @param managers of the new plan, which know all that stay
   */
  async readyForRemovals(managers: readonly docker.Container[]): Promise<void> {
    const { cluster, plan } = this;
    if (cluster === undefined || cluster.leavingGroups.length === 0) return;
    await Promise.all(managers.map(({ id }) => valueOf(id)));
    const groups = plan.groups.filter(({ group }) => cluster.leavingGroups.includes(group));
    for (const { name } of groups.flatMap(({ nodes }) => nodes)) {
      await this.awaitService(cluster, name, `${name} is there`, canReplace);
    }
  }

  /**
   * Has a primary hand over to a standby that was replaced before it: its own turn comes for the same
   * reason. A stopped container hands over as well, but its address is gone at once, and whoever asks
   * for it waits for an answer.
   */
  private async handOverFirst(cluster: RunningCluster, name: string): Promise<void> {
    const group = this.plan.groups.find(({ nodes }) => nodes.some((node) => node.name === name));
    const replaced = group?.nodes.filter((node) => this.replaced.has(node.name)) ?? [];
    if (group === undefined || replaced.length === 0) return;
    const status = await cluster.ask();
    const { from, to } = (status && successionOf(this.plan, status, group.group, replaced)) ?? {};
    if (from !== name || to === undefined) return;
    try {
      await cluster.switchOver(name, to);
    } catch (error) {
      await pulumi.log.warn(`${name} did not hand over to ${to}: ${String(error)}`);
      return;
    }
    await this.awaitService(cluster, name, `${name} handed over to ${to}`);
  }

  /**
   * Has a node that is to go hand over where it leads its group by now: it took over while another was
   * replaced. The managers to come do not know it.
   */
  private async bringHome(): Promise<void> {
    const { cluster, plan } = this;
    if (cluster === undefined) return;
    const groups = plan.groups.filter(({ group }) => cluster.leavingGroups.includes(group));
    for (const group of groups) {
      const staying = group.nodes.map(({ name }) => name);
      const lack = `none of ${staying.join(' and ')} leads its group or could take over from one that goes`;
      const { from, to } = await this.awaitWord(cluster, lack, (status) =>
        successionOf(plan, status, group.group, group.nodes),
      );
      if (from === to) continue;
      await cluster.switchOver(from, to);
      await this.awaitService(cluster, to, `${from}, which goes, handed over to ${to}`);
    }
  }

  private async awaitBack(cluster: RunningCluster, name: string, id: string): Promise<void> {
    const { container = '' } = allContainers(this.plan).find((one) => one.name === name) ?? {};
    const before = cluster.containerIds.get(container);
    // What was not there takes part in nothing yet, of what is new to it the manager says nothing,
    // and what stayed is as it was.
    if (before === undefined || before === id || !knows(cluster.status, name)) return;
    // One that was made and could not start has an id as well.
    if (!(await cluster.wasStarted(container))) throw failedContainer(name);
    this.replaced.add(name);
    await this.awaitService(cluster, name, `${name} was replaced`);
  }

  /** The manager's answer; undefined if there is none while Docker may still be starting it. */
  private async askPatiently(cluster: RunningCluster) {
    const deadline = Date.now() + SILENCE_LIMIT_MS;
    for (;;) {
      const status = await cluster.ask();
      if (status !== undefined || Date.now() > deadline) return status;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Waits until a member or node works. */
  private async awaitService(
    cluster: RunningCluster,
    name: string,
    event: string,
    works = (status: StatusDocument, one: string) => isInService(this.plan, status, one),
  ): Promise<void> {
    const startedAt = Date.now();
    const lack = `${event} and does not work as it should`;
    await this.awaitWord(cluster, lack, (status) => works(status, name) || undefined);
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    void pulumi.log.info(`${event} and works after ${seconds} s`);
  }

  /** Waits until what the manager says has what is looked for; `lack` is what is wrong until then. */
  private async awaitWord<T>(
    cluster: RunningCluster,
    lack: string,
    find: (status: StatusDocument) => T | undefined,
  ): Promise<T> {
    for (const startedAt = Date.now(); Date.now() - startedAt < BACK_LIMIT_MS;) {
      const status = await cluster.ask();
      const found = status && find(status);
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new pulumi.RunError(
      `${lack} after ${BACK_LIMIT_MS / 1000} s; the others are left as ` +
        `they are (\`npm run status -- --stack ${this.plan.stack}\` says what it lacks, ` +
        `\`npm run up -- --stack ${this.plan.stack}\` goes on)`,
    );
  }
}

/**
 * Ends a turn once its container is there and `check` is content with its id. A container that
 * was not made while Pulumi was told to go on regardless has no id, and never gets one.
 */
async function settle(
  turn: Turn,
  name: string,
  { id }: docker.Container,
  check: (id: string) => Promise<void>,
): Promise<void> {
  try {
    const made = await valueOf(id);
    if (made === undefined) throw failedContainer(name);
    await check(made);
    turn.finish();
  } catch (error) {
    turn.fail(error);
  }
}

function failedContainer(name: string): pulumi.RunError {
  return new pulumi.RunError(
    `the container of ${name} failed; what would have been next is left as it is`,
  );
}

/** Whether a manager tells of a member or node; one that was silent is asked once it is as planned. */
function knows(status: StatusDocument | undefined, name: string): boolean {
  return status === undefined || [...status.etcd, ...status.nodes].some((one) => one.name === name);
}

function silentManager({ stack, manager }: ClusterPlan): string {
  return (
    `database nodes of stack "${stack}" run, but its manager does not answer, and nobody else can ` +
    'say which of them may be touched: no container was replaced but perhaps its own; ' +
    `\`npm run logs -- manager --stack ${stack}\` says what it lacks, \`docker restart ` +
    `${manager.container}\` starts it again, and \`npm run up -- --stack ${stack}\` goes on`
  );
}

/** A promise that is kept from outside. */
class Turn {
  finish: () => void = () => undefined;
  fail: (reason: unknown) => void = () => undefined;
  readonly end = new Promise<void>((resolve, reject) => {
    this.finish = resolve;
    this.fail = reject;
  });

  constructor() {
    // Nobody may be waiting for it; whoever does is told.
    this.end.catch(() => undefined);
  }
}
