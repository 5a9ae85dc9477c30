import type { ClusterPlan, NodePlan } from '../../topology/plan';
import type { GroupObservation, NodeObservation } from '../observe/observation';
import type { PatroniReport } from '../observe/patroni';
import { redundancyReason } from '../observe/redundancy';

/** The next thing to do so that a changed parameter takes effect. */
export type RestartStep =
  | { readonly kind: 'restart'; readonly node: NodePlan }
  /** The primary hands over to a standby that has the new value, and restarts as a standby. */
  | { readonly kind: 'switchover'; readonly node: NodePlan; readonly candidate: NodePlan };

/** What a group's restarts come to. */
export interface RestartPlan {
  readonly step: RestartStep | undefined;
  /** What is still to be done, in words; empty where nothing is. */
  readonly reasons: readonly string[];
}

/**
 * Parameters that must not be lower on a standby than on its primary (PostgreSQL documentation,
 * "Hot Standby", administrator's overview). Patroni has a standby keep the old, higher value until
 * its primary runs with the lower one.
 */
const NOT_LOWER_ON_STANDBY = [
  'max_connections',
  'max_worker_processes',
  'max_wal_senders',
  'max_prepared_transactions',
  'max_locks_per_transaction',
];

/**
 * Orders the restarts that changed parameters need. Within a group: standbys one at a time, each
 * back and synchronous before the next step; then a switchover to one of them. Only a parameter
 * that a standby can't lower before its primary does, or a group of one, restarts a primary where
 * it is.
 *
 * Every restart is tried once: a node may go on waiting after it, and would restart for ever.
 */
export class RollingRestart {
  private readonly rolling = new Map<string, GroupRestarts>();

  /** @param now current time, ms */
  constructor(private readonly now: () => number = Date.now) {}

  /** The next step of the first group that needs one, group after group. */
  next(plan: ClusterPlan, groups: readonly GroupObservation[]): RestartPlan {
    const plans = groups.map((group) => this.nextOf(plan, group));
    const first = plans.find(({ reasons }) => reasons.length > 0);
    return { step: first?.step, reasons: plans.flatMap(({ reasons }) => reasons) };
  }

  /** Remembers that a step was taken. */
  remember(groups: readonly GroupObservation[], { node }: RestartStep): void {
    for (const observed of groups) {
      const waiting = observed.nodes.find((one) => one.node === node);
      if (waiting === undefined) continue;
      const tried = this.rolling.get(observed.group.name)?.tried ?? new Set();
      tried.add(attempt(observed, waiting));
      this.rolling.set(observed.group.name, { at: this.now(), tried });
    }
  }

  private nextOf(plan: ClusterPlan, observed: GroupObservation): RestartPlan {
    const { group, nodes, primary } = observed;
    const waiting = nodes.filter(({ report }) => report?.pending_restart === true);
    const restarts = this.rolling.get(group.name) ?? { at: this.now(), tried: new Set() };
    const begun = restarts.tried.size > 0;
    const lacks = nodes.some(({ report }) => report === undefined) || lacksStandby(plan, observed);
    if (waiting.length === 0 && !(begun && lacks)) {
      this.rolling.delete(group.name);
      return { step: undefined, reasons: [] };
    }
    this.rolling.set(group.name, restarts);
    // A group that lacks a node is not made to lack another one. Others need not wait for ever.
    if (lacks) {
      const patient = this.now() - restarts.at < PATIENCE_MS;
      return { step: undefined, reasons: patient ? [`${group.name} restarts node by node`] : [] };
    }
    const untried = waiting.filter((node) => !restarts.tried.has(attempt(observed, node)));
    const [first] = untried
      .filter((node) => node === primary || !lowersOnly(node.report))
      .sort((one, other) => Number(one === primary) - Number(other === primary));
    const next = first ?? untried[0];
    return {
      step: next && stepFor(observed, next),
      reasons: untried.map(({ node }) => `${node.name} restarts for a changed parameter`),
    };
  }
}

/** How far a group's restarts are. */
interface GroupRestarts {
  /** When the last step was taken, or the first node seen waiting, ms. */
  readonly at: number;
  /** What was tried, by what would make another try worth while. */
  readonly tried: Set<string>;
}

/** How long a group may take to be redundant again before others go on, ms. */
const PATIENCE_MS = 120_000;

function lacksStandby(plan: ClusterPlan, observed: GroupObservation): boolean {
  return observed.primary === undefined || redundancyReason(plan, observed) !== undefined;
}

/**
 * A restart is worth another try when something else is asked for or, on a standby, when its
 * primary is another one or has restarted since.
 */
function attempt({ primary }: GroupObservation, node: NodeObservation): string {
  const followed = primary === undefined || node === primary ? undefined : primary;
  return JSON.stringify([
    node.node.name,
    node.report?.pending_restart_reason ?? null,
    followed?.node.name ?? null,
    followed?.report?.postmaster_start_time ?? null,
  ]);
}

function stepFor({ nodes, primary }: GroupObservation, next: NodeObservation): RestartStep {
  const { node } = next;
  if (next !== primary || lowers(next.report)) return { kind: 'restart', node };
  const candidate = nodes.find(
    ({ report }) => report?.sync_standby === true && report.pending_restart !== true,
  );
  // Without synchronous replication any standby that keeps up will do.
  const fresh = nodes.find((one) => one !== primary && one.report?.pending_restart !== true);
  const successor = candidate ?? (nodes.some(isSynchronous) ? undefined : fresh);
  return successor === undefined
    ? { kind: 'restart', node }
    : { kind: 'switchover', node, candidate: successor.node };
}

function isSynchronous({ report }: NodeObservation): boolean {
  return report?.sync_standby === true;
}

/** Whether a node waits for a lower value of a parameter that its primary has to lower first. */
function lowers(report: PatroniReport | undefined): boolean {
  return Object.entries(report?.pending_restart_reason ?? {}).some(isLowered);
}

/** Whether a node waits for nothing else. */
function lowersOnly(report: PatroniReport | undefined): boolean {
  const reasons = Object.entries(report?.pending_restart_reason ?? {});
  return reasons.length > 0 && reasons.every(isLowered);
}

function isLowered([name, change]: [string, { old_value: unknown; new_value: unknown }]): boolean {
  return NOT_LOWER_ON_STANDBY.includes(name) && Number(change.new_value) < Number(change.old_value);
}
