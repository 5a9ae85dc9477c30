import { startProgress } from '../../cli/progress';
import { UserError } from '../../words/user-error';
import { awaitRedundancy } from '../../chaos/checks/await-redundancy';
import { now } from '../../words/clock';
import { StackContainers } from '../../chaos/faults/stack-containers';
import { clusterDocker } from '../../running/hosts/cluster-docker';
import type { Rest } from './idle-rule';
import type { StackOutputs } from '../../topology/stack-outputs';
import { allContainers, allNodes, type ClusterPlan, type ContainerPlan } from '../../topology/plan';

/** How long a cluster may take from the start of its containers to full redundancy, ms. */
const START_LIMIT_MS = 300_000;

/** So long after a start what a manager tells may be what it saw before the rest, ms. */
const STALE_MS = 2000;

/** Lets stacks rest and work again, without a change to them. */
export class StackSwitch {
  /** @param how tells whether stacks are to be frozen or stopped, each time that one is to rest */
  constructor(
    private readonly how: () => Rest,
    private readonly signal: AbortSignal,
  ) {}

  /** Freezes or stops a stack's containers, those that others depend on last. */
  async rest(plan: ClusterPlan): Promise<void> {
    const how = this.how();
    const progress = startProgress(`${how} ${plan.stack}`);
    const containers = containersOf(plan);
    const stop = (name: string): Promise<void> => containers.stop(name).catch(unlessStopped);
    // An engine without the right to freeze stops it instead.
    const rest = (name: string): Promise<void> =>
      how === 'stop' ? stop(name) : containers.freeze(name).catch(() => stop(name));
    try {
      for (const wave of startOrder(plan).reverse()) await Promise.all(wave.map(rest));
      progress.done();
    } catch (error) {
      progress.fail();
      throw error;
    }
  }

  /**
   * Thaws or starts a stack's containers and waits for full redundancy, so that no standby catches up while
   * something is measured.
   *
   * @throws UserError if it takes over five minutes, with what was missing
   */
  async wake({ plan, ...rest }: StackOutputs): Promise<void> {
    const progress = startProgress(`start ${plan.stack}`);
    const containers = containersOf(plan);
    try {
      await this.start(plan);
      const { since, missing } = await awaitRedundancy({ plan, ...rest }, containers, {
        notBefore: now() + STALE_MS,
        // Nothing ends it again but a fault, which the run would show: it begins with its warm-up.
        ...{ limitMs: START_LIMIT_MS, steadyMs: 0, isAlone: true },
        signal: this.signal,
        onWait: (text) => {
          progress.update(text);
        },
      });
      if (since === null && !this.signal.aborted) {
        throw new UserError(
          `stack "${plan.stack}" is not whole ${START_LIMIT_MS / 60_000} minutes after its start: ${missing.join(', ')}`,
          `\`npm run status -- --stack ${plan.stack}\` says more`,
        );
      }
      if (this.signal.aborted) progress.fail('stopped');
      else progress.done();
    } catch (error) {
      progress.fail();
      throw error;
    }
  }

  /** Thaws or starts a stack's containers and waits for nothing. */
  async start(plan: ClusterPlan): Promise<void> {
    const containers = containersOf(plan);
    for (const wave of startOrder(plan)) {
      await Promise.all(wave.map((name) => containers.makeWhole(name)));
    }
  }
}

function containersOf(plan: ClusterPlan): StackContainers {
  return new StackContainers(clusterDocker(plan), plan);
}

/** Names of the containers in waves: what nodes need, until they have archived their last; the nodes; all others. */
function startOrder(plan: ClusterPlan): string[][] {
  const first = namesOf([...plan.etcd, ...(plan.backup?.repositories ?? [])]);
  const nodes = namesOf(allNodes(plan));
  const before = new Set([...first, ...nodes]);
  return [first, nodes, namesOf(allContainers(plan)).filter((name) => !before.has(name))];
}

function namesOf(containers: readonly ContainerPlan[]): string[] {
  return containers.map(({ container }) => container);
}

/** Docker answers 304 for a container that has stopped already. */
function unlessStopped(error: { statusCode?: number }): void {
  if (error.statusCode !== 304) throw error;
}
