import { parseClusterConfig, type RawConfig } from '../config/config';
import { allNodes, type ClusterPlan } from '../plan';
import { planCluster } from '../plan-cluster';
import { differences, type Difference } from './differences';
import type { Catalogue, ExistingCluster, Unknown, WorkerContents } from './existing-cluster';

/** A plan of the tests' stack. */
export function planOf(raw: RawConfig = {}): ClusterPlan {
  return planCluster(parseClusterConfig('test', raw));
}

/** The data set's table, as Citus and the native engine have it by default. */
export const DATA_SET = {
  name: 'vehicle_locations',
  distributionColumn: 'region_code',
  shards: 12,
  factor: 1,
};

/** What differs from {@link existingAs}; of the catalogue as well. */
export type ExistingChange = Omit<Partial<ExistingCluster>, 'catalogue'> & {
  readonly catalogue?: Partial<Catalogue> | Unknown;
};

/** A cluster that is as its plan says, every group's node `a` its primary. */
export function existingAs(
  plan: ClusterPlan,
  { catalogue, ...change }: ExistingChange = {},
): ExistingCluster {
  const known: Catalogue = {
    postgres: 17,
    citus: plan.engine === 'citus' ? '14.0-1' : undefined,
    tables: [DATA_SET],
    dataSet: DATA_SET,
    leaving: [],
    workerGroups: plan.groups.map(({ group }) => group).filter((group) => group > 0),
  };
  return {
    plan,
    nodes: allNodes(plan).map(({ name, group, container }) => ({
      ...{ name, group, container, running: true },
      role: name.endsWith('-a') ? 'primary' : 'standby',
      canTakeOver: !name.endsWith('-a'),
    })),
    etcd: { members: plan.etcd.map(({ name }) => name), hasQuorum: true },
    nextImage: undefined,
    ...change,
    catalogue:
      catalogue !== undefined && 'unknown' in catalogue ? catalogue : { ...known, ...catalogue },
  };
}

/** A worker with nothing of a user on it. */
export function emptyWorker(group: number): WorkerContents {
  return { group, shards: [], own: [], rows: 0, exact: true };
}

/** The differences between a cluster made by `before` and a plan of `after`. */
export function between(
  before: RawConfig,
  after: RawConfig,
  existing: ExistingChange = {},
): Difference[] {
  return differences(existingAs(planOf(before), existing), planOf(after));
}

/** The only difference there is. */
export function only(...args: Parameters<typeof between>): Difference {
  const [difference, ...more] = between(...args);
  if (difference === undefined || more.length > 0)
    throw new Error(`${1 + more.length} differences`);
  return difference;
}
