import type { ClusterPlan, GroupPlan, NodePlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import { log } from '../log';
import type { Observation } from '../observe/observation';
import { takeOverCatalogue } from '../set-up/catalogue-takeover';
import { FailoverWatch, type GroupFailover } from './failover-watch';
import { LeaderStore } from './leader-store';

interface Entering {
  readonly failover: GroupFailover;
  readonly over: AbortController;
}

/**
 * Who leads each group. Groups with a synchronous standby are watched by their leader keys; a worker's
 * new primary is entered in Citus's catalogue at once.
 */
export class PrimaryWatch {
  /** By group. */
  private readonly watches: ReadonlyMap<number, FailoverWatch>;
  /** Failovers of workers that are being entered in the catalogue, by group. */
  private readonly entering = new Map<number, Entering>();

  /**
   * @param look    sees all nodes
   * @param changed called when a group has a new primary
   */
  constructor(
    private readonly plan: ClusterPlan,
    private readonly credentials: Credentials,
    private readonly look: () => Promise<Observation>,
    private readonly changed: () => void,
  ) {
    const store = new LeaderStore(plan, credentials.certificates);
    this.watches = new Map(
      watchedGroups(plan).map((group) => [
        group.group,
        new FailoverWatch(store, group, credentials, (failover) => {
          this.onNewPrimary(group, failover);
        }),
      ]),
    );
  }

  /** Watches until {@link stop}. */
  async run(): Promise<void> {
    await Promise.all([...this.watches.values()].map((watch) => watch.run()));
  }

  /** Ends the watching. */
  stop(): void {
    for (const watch of this.watches.values()) watch.stop();
  }

  /**
   * The primary of each group, in the plan's order, as far as it is known at once: by its leader key
   * where it is watched, for a look at all nodes waits for those that do not answer.
   */
  async known(): Promise<(NodePlan | undefined)[]> {
    const known = this.plan.groups.map(({ group, nodes }) =>
      nodes.length === 1 ? nodes[0] : this.watches.get(group)?.primary,
    );
    if (!known.includes(undefined)) return known;
    const { groups } = await this.look();
    return groups.map(({ primary }) => primary?.node);
  }

  private onNewPrimary({ role }: GroupPlan, failover: GroupFailover): void {
    this.changed();
    if (this.plan.engine !== 'citus') return;
    if (role === 'worker') void this.enter(failover);
    // Lost together with workers, the coordinator that they were being entered at may never answer.
    else for (const { failover: worker } of this.entering.values()) void this.enter(worker);
  }

  private async enter(failover: GroupFailover): Promise<void> {
    const { group } = failover.current;
    this.entering.get(group)?.over.abort();
    const over = new AbortController();
    this.entering.set(group, { failover, over });
    try {
      await this.takeOver(failover, over.signal);
    } catch (error) {
      if (over.signal.aborted) return;
      log('warn', "a worker's new primary may be missing in the catalogue", {
        error: String(error),
      });
    } finally {
      if (this.entering.get(group)?.over === over) this.entering.delete(group);
    }
  }

  private async takeOver(failover: GroupFailover, signal: AbortSignal): Promise<void> {
    const primaries = (await this.known()).filter((node) => node !== undefined);
    const coordinator = primaries.find(({ group }) => group === 0);
    if (coordinator === undefined) return;
    const others = primaries.filter(({ group }) => group !== 0 && group !== failover.current.group);
    const workers = [
      () => failover.current,
      ...others.map((node) => () => this.watches.get(node.group)?.primary ?? node),
    ];
    const { credentials, plan } = this;
    await takeOverCatalogue(failover, { coordinator, workers, credentials, plan, signal });
  }
}

/** Without a synchronous standby, nobody may take over before the leader key runs out. */
function watchedGroups({ groups, synchronousMode }: ClusterPlan): GroupPlan[] {
  return synchronousMode === 'off' ? [] : groups.filter(({ nodes }) => nodes.length > 1);
}
