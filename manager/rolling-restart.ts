import type { ClusterPlan, NodePlan } from '../topology/plan';
import type { GroupObservation, NodeObservation } from './observation';
import type { PatroniReport } from './patroni';
import { redundancyReason } from './redundancy';

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
  /** Restarts that were tried, by group and by what would make another one worth while. */
  private readonly tried = new Map<string, Set<string>>();

  /** The next step of a group as it is now. */
  next(plan: ClusterPlan, observed: GroupObservation): RestartPlan {
    const { group, nodes, primary } = observed;
    const waiting = nodes.filter(({ report }) => report?.pending_restart === true);
    if (waiting.length === 0) {
      this.tried.delete(group.name);
      return { step: undefined, reasons: [] };
    }
    const untried = waiting.filter((node) => !this.isTried(observed, node));
    const [first] = untried
      .filter((node) => node === primary || !lowersOnly(node.report))
      .sort((one, other) => Number(one === primary) - Number(other === primary));
    const next = first ?? untried[0];
    if (next === undefined) return { step: undefined, reasons: [] };
    const reasons = untried.map(({ node }) => `${node.name} restarts for a changed parameter`);
    // A group that lacks a node is not made to lack another one.
    const lacking =
      primary === undefined
        ? `${group.name} has no primary`
        : nodes.length > 1
          ? redundancyReason(plan, observed)
          : undefined;
    if (lacking !== undefined) return { step: undefined, reasons };
    return { step: stepFor(observed, next), reasons };
  }

  /** Remembers that a node was restarted, or handed over, because it waited. */
  remember(observed: GroupObservation, { node }: RestartStep): void {
    const tried = this.tried.get(observed.group.name) ?? new Set();
    const waiting = observed.nodes.find((one) => one.node === node);
    if (waiting !== undefined) tried.add(attempt(observed, waiting));
    this.tried.set(observed.group.name, tried);
  }

  private isTried(observed: GroupObservation, node: NodeObservation): boolean {
    return this.tried.get(observed.group.name)?.has(attempt(observed, node)) === true;
  }
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
