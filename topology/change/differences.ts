import { CONFIG_KEYS, type ConfigKeyName } from '../config/config-keys';
import type { ClusterPlan } from '../plan';
import type { Judgement } from './change-rule';
import { CHANGE_RULES } from './change-rules';
import { isKnown, type DistributedTable, type ExistingCluster } from './existing-cluster';
import { planValues, type KeyValues } from './plan-values';

/** A configuration key whose value is not what there is, and what comes of it. */
export interface Difference extends Judgement {
  readonly key: ConfigKeyName;
  readonly from: string;
  readonly to: string;
}

/**
 * Holds a plan against the cluster that there is.
 *
 * @returns the differences in the order of the configuration's keys; none where nothing differs
 */
export function differences(existing: ExistingCluster, plan: ClusterPlan): Difference[] {
  const before = existingValues(existing);
  const after = planValues(plan);
  return (Object.keys(CONFIG_KEYS) as ConfigKeyName[]).flatMap((key) => {
    const [from, to] = [before[key], after[key]];
    const rebuilt = key === 'baseImage' && existing.nextImage !== undefined;
    if (from === undefined || to === undefined || (from === to && !rebuilt)) return [];
    const words = { from, to: from === to ? `${to} (another build)` : to };
    return { key, ...words, ...CHANGE_RULES[key].judge({ existing, plan, ...words }) };
  });
}

/** Whether a difference stops the deployment. */
export function isRefused({ effect }: Difference): boolean {
  return effect === 'refused' || effect === 'move';
}

/** What there is, by key: as it was planned, corrected by what is really there. */
function existingValues({ plan, nodes, etcd, catalogue }: ExistingCluster): KeyValues {
  const groups = nodes.map(({ group }) => group);
  const size = (concerns: (group: number) => boolean): number =>
    Math.max(0, ...nodes.filter(({ group }) => concerns(group)).map(({ name }) => ordinalOf(name)));
  // On several hosts names have no ordinal, and a group that is moved has a node more for a while.
  const counted = plan?.hosts === undefined;
  const coordinators = size((group) => group === 0);
  const workers = size((group) => group > 0);
  const members = Math.max(0, ...etcd.members.map((name) => Number(name.split('-').at(-1))));
  const table = isKnown(catalogue) ? catalogue.dataSet : undefined;
  return {
    ...(plan && planValues(plan)),
    ...(nodes.length > 0 && { 'workers.count': String(Math.max(...groups)) }),
    ...(counted && coordinators > 0 && { coordinators: String(coordinators) }),
    ...(counted && workers > 0 && { 'workers.standbys': String(workers - 1) }),
    ...(counted && members > 0 && { 'etcd.members': String(members) }),
    ...(table && { shardReplicationFactor: String(table.factor) }),
    // A table that is not spread over workers keeps nothing of either.
    ...(table?.distributionColumn && {
      'dataset.shardCount': shardCountOf(table, plan?.dataset.shardCount),
      'dataset.distributionColumn': table.distributionColumn,
    }),
  };
}

/**
 * The shards of a table as they are configured: one that holds a tenant alone does not count, nor does
 * what was left of its former shard at the other side of it, which may or may not be there.
 */
function shardCountOf(
  { shards, alone = 0 }: DistributedTable,
  planned: number | undefined,
): string {
  const most = shards - alone;
  const isPlanned = planned !== undefined && planned >= most - alone && planned <= most;
  return String(isPlanned ? planned : most);
}

/** 2 of `worker-1-b`: names count their nodes by letter, so that a gap is no smaller number. */
function ordinalOf(node: string): number {
  return node.charCodeAt(node.length - 1) - 'a'.charCodeAt(0) + 1;
}
