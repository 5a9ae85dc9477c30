import type { ClusterPlan } from '../plan';
import {
  anotherStack,
  countOf,
  listOf,
  type Change,
  type ChangeRule,
  type Judgement,
} from './change-rule';
import { isKnown, type Catalogue, type WorkerContents } from './existing-cluster';
import { leavingGroups, shrinkingGroups, successionIn, type ShrinkingGroup } from './leaving-nodes';

/** Worker groups that come or go. */
export const WORKER_COUNT: ChangeRule = {
  says:
    'up: the new workers are made, and get their share of the shards while the cluster works ' +
    '(`rebalance.onGrow`). Down: refused while a worker that would go holds a shard, a row or a ' +
    'database, with their numbers and the way to empty it (`npm run drain`); an empty one leaves the ' +
    'catalogue and the consensus store, then its containers and volumes go',
  judge: (change) =>
    Number(change.to) > Number(change.from) ? addWorkers(change) : removeWorkers(change),
};

function addWorkers({ existing, plan }: Change): Judgement {
  const before = new Set(existing.nodes.map(({ group }) => group));
  const names = plan.groups.filter(({ group }) => !before.has(group)).map(({ name }) => name);
  const [made, get] = names.length === 1 ? ['is made', 'gets its'] : ['are made', 'get their'];
  const command = `\`npm run rebalance -- ${plan.rebalance.onGrow === 'auto' ? 'status' : 'start'} --stack ${plan.stack}\``;
  const how =
    plan.rebalance.onGrow === 'auto'
      ? `by itself once \`up\` is over: ${command} tells how far that is`
      : `by ${command}`;
  return {
    effect: 'live',
    what: `${listOf(names)} ${made}, and ${get} share of the shards ${how}`,
  };
}

function removeWorkers({ existing, plan, from }: Change): Judgement {
  const { catalogue } = existing;
  const names = leavingGroups(existing, plan).map(({ group }) => workerName(group));
  if (!isKnown(catalogue)) {
    return {
      effect: 'refused',
      what: `what ${listOf(names)} hold${names.length === 1 ? 's' : ''} can't be asked: ${catalogue.unknown}`,
      remedy:
        `set workers.count back to ${from} until the cluster works again; or ` +
        `\`npm run down -- --stack ${plan.stack}\` removes all of it with its data`,
    };
  }
  const kept = catalogue.leaving.filter((contents) => !isEmpty(catalogue, contents));
  if (kept.length > 0) {
    return {
      effect: 'move',
      what: kept.map(contentsText).join('; '),
      remedy: `set workers.count back to ${from}; ${wayToEmpty(plan, kept)}`,
    };
  }
  return {
    effect: 'live',
    what:
      `${listOf(names)} hold${names.length === 1 ? 's' : ''} no shard and no row of a user: out of the ` +
      'catalogue and the consensus store, then containers and volumes are removed',
  };
}

/** A group that is out of the catalogue already and does not answer was emptied before. */
function isEmpty(
  { workerGroups }: Catalogue,
  { group, shards, own, rows }: WorkerContents,
): boolean {
  if (shards.length > 0 || own.length > 0) return false;
  return rows !== undefined || !workerGroups.includes(group);
}

function contentsText({ group, shards, own, rows, exact }: WorkerContents): string {
  const name = workerName(group);
  const parts = [
    ...shards.map(({ table, shards }) => `${countOf(shards, 'shard')} of ${table}`),
    ...own,
  ];
  if (parts.length === 0) return `${name} does not answer, so that nobody knows what it holds`;
  const size =
    rows === undefined
      ? 'rows not counted: it does not answer'
      : `${exact ? '' : 'about '}${countOf(rows, 'row')}`;
  return `${name} holds ${listOf(parts)} (${size}), which would go with its volumes`;
}

function wayToEmpty({ stack, groups }: ClusterPlan, kept: readonly WorkerContents[]): string {
  const holding = kept.some(({ shards }) => shards.length > 0);
  const own = kept.some((one) => one.own.length > 0);
  return [
    ...(holding
      ? [
          `\`npm run drain -- --to ${groups.length - 1} --stack ${stack}\` moves the shards to the other workers while the cluster works`,
        ]
      : []),
    ...(own ? ['what is no shard has to be copied and dropped by hand'] : []),
    ...(holding || own ? [] : ['it can be asked again once it answers']),
  ].join('; ');
}

function workerName(group: number): string {
  return `worker-${group}`;
}

/** Nodes that join a group, or leave it. */
export const GROUP_SIZE: Readonly<Record<'workers' | 'coordinators', ChangeRule>> = {
  workers: {
    says:
      'up: standbys are made as copies of their primaries. Down: a primary that would go hands over ' +
      'first; refused where no node that stays has all rows',
    judge: (change) => resize(change, (group) => group > 0),
  },
  coordinators: {
    says:
      '1 to 2: the standby is made as a copy of the primary. 2 to 1: if `coordinator-b` is the ' +
      'primary it hands over first; refused where `coordinator-a` does not have all rows',
    judge: (change) => resize(change, (group) => group === 0),
  },
};

function resize(change: Change, concerns: (group: number) => boolean): Judgement {
  const shrinking = shrinkingGroups(change.existing, change.plan).filter(({ group }) =>
    concerns(group),
  );
  if (shrinking.length === 0) {
    return { effect: 'live', what: 'new standbys are made as copies of their primaries' };
  }
  const why = shrinking.map(successionIn).flatMap((one) => (one.kind === 'none' ? one.why : []));
  if (why.length > 0) {
    return {
      effect: 'refused',
      what: why.join('; '),
      remedy: `set it back to ${change.from} until \`npm run status -- --stack ${change.plan.stack}\` calls the group healthy`,
    };
  }
  return { effect: 'rolling', what: shrinking.map(departure).join('; ') };
}

function departure(group: ShrinkingGroup): string {
  const names = listOf(group.leaving.map(({ name }) => name));
  const succession = successionIn(group);
  const goes = `${names} ${group.leaving.length === 1 ? 'goes' : 'go'}`;
  return succession.kind === 'handover'
    ? `${succession.from.name} hands over to ${succession.to.name}, then ${goes}`
    : goes;
}

/** Members of the consensus store that come or go. */
export const ETCD_MEMBERS: ChangeRule = {
  says: 'member by member, through the member interface of etcd, while it works; refused where the store has no quorum',
  judge: ({ existing, from, plan }) =>
    existing.etcd.hasQuorum === true
      ? { effect: 'live', what: 'member by member, while the store works' }
      : {
          effect: 'refused',
          what:
            existing.etcd.hasQuorum === false
              ? 'the store has no quorum, so that its members can neither be told to go nor to join'
              : 'no member of the store runs, so that none can be told to go or to join',
          remedy: `set etcd.members back to ${from} until \`npm run status -- --stack ${plan.stack}\` calls the store healthy`,
        },
};

/** What survives a lost worker. */
export const WORKER_HA: ChangeRule = {
  says: 'refused while there are tables: each keeps the placements that it was made with',
  judge: ({ existing: { catalogue }, plan }) => {
    if (isKnown(catalogue) && catalogue.tables.length === 0) {
      return { effect: 'live', what: 'there is no distributed table yet' };
    }
    const tables = isKnown(catalogue)
      ? catalogue.tables.map(
          ({ name, factor }) => `${name} keeps ${countOf(factor, 'placement')} a shard`,
        )
      : [
          `the tables that are there keep their placements, and can't be asked: ${catalogue.unknown}`,
        ];
    return {
      effect: 'refused',
      what: `${tables.join(', ')}, for which the nodes of the other mode are no safeguard`,
      remedy: anotherStack(plan),
    };
  },
};
