import { parseClusterConfig } from '../../topology/config/config';
import { planCluster } from '../../topology/plan-cluster';
import { peerUrl } from '../../topology/rendering/etcd';
import type { Credentials } from '../credentials';
import { observeGroup, type GroupObservation, type Observation } from './observation';
import type { PatroniReport } from './patroni';
import type { ListedMember } from './store-members';

/** A plan for the tests: two coordinators, two workers with a standby each. */
export const PLAN = planCluster(parseClusterConfig('test', { 'workers.count': 2 }));

/** What the manager of the tests shows to be let in. */
export const CREDENTIALS: Credentials = {
  superuser: 's',
  replicator: 'r',
  rewind: 'w',
  citus: 'c',
  monitor: 'm',
  patroniApi: 'p',
};

/** What a primary says of itself. */
export const PRIMARY: PatroniReport = {
  state: 'running',
  role: 'primary',
  timeline: 1,
  replication: PLAN.groups.flatMap(({ nodes }) =>
    nodes.map(({ name }) => ({ application_name: name, sync_state: 'sync' })),
  ),
};

/** What a standby says of itself. */
export const STANDBY: PatroniReport = {
  state: 'running',
  role: 'replica',
  replication_state: 'streaming',
  sync_standby: true,
  timeline: 1,
};

/** A group of {@link PLAN} of which node a and node b report this. */
export function observedGroup(
  group: number,
  first: PatroniReport | undefined = PRIMARY,
  second: PatroniReport | undefined = STANDBY,
): GroupObservation {
  const plan = PLAN.groups[group];
  if (plan === undefined) throw new Error(`no group ${group}`);
  const reports = [first, second];
  return observeGroup(
    plan,
    plan.nodes.map((node, index) => ({ node, report: reports[index] })),
  );
}

/** All of {@link PLAN}, with one group replaced. */
export function observed(replaced: GroupObservation = observedGroup(0)): Observation {
  const groups = [0, 1, 2].map((group) =>
    group === replaced.group.group ? replaced : observedGroup(group),
  );
  return {
    ...{ at: 0, groups },
    etcd: PLAN.etcd.map((member) => ({ member, healthy: true })),
    storeMembers: listedMembers(),
  };
}

/** The members of {@link PLAN}'s store, as that lists them. */
export function listedMembers(): ListedMember[] {
  return PLAN.etcd.map((member) => ({ peerUrl: peerUrl(PLAN, member), learner: false }));
}

/** The way in that works. */
export const WAY = {
  way: PLAN,
  loadBalancer: { servesPrimary: true },
  pooler: { clients: 0, waiting: 0, connections: 0 },
};

/** What the manager knows besides while all is well. */
export const SEEN = {
  shards: [],
  lostShards: 0,
  notices: [],
  manager: 'manager',
  others: [],
  acting: 'manager',
  setUpReasons: [],
  ways: [WAY],
};
