import type { HostConfig } from '../hosts/host-config';
import { allContainers, type ClusterPlan } from '../plan';
import { anotherStack, listOf, type Change, type ChangeRule, type Judgement } from './change-rule';
import type { ExistingCluster } from './existing-cluster';
import { shrinkingGroups, successionIn } from './leaving-nodes';
import { partsOn } from '../hosts/parts-on';

/** Hosts that come, go, or are to be left. */
export const HOSTS: ChangeRule = {
  says:
    'a new host is used by what is made from then on; what is there moves by `npm run hosts -- rebalance` alone. ' +
    'A host that is drained or lost gives what it has to the others. Refused: one host to several or back, ' +
    'another address of a host, and a host that is no longer named while something stands on it',
  judge,
};

function judge({ existing, plan }: Change): Judgement {
  const before = existing.plan;
  const [from, to] = [before?.hosts, plan.hosts];
  if (before === undefined || from === undefined || to === undefined) {
    return {
      effect: 'refused',
      what: 'the containers and volumes that are there stand on one host, or on several, and stay so',
      remedy: anotherStack(plan),
    };
  }
  return (
    dropped(before, from, to, plan) ??
    readdressed(from, to, plan) ??
    anotherEngine(from, to, plan) ??
    orphaned(existing, plan) ??
    moves(before, plan)
  );
}

function dropped(
  before: ClusterPlan,
  from: readonly HostConfig[],
  to: readonly HostConfig[],
  { stack }: ClusterPlan,
): Judgement | undefined {
  const gone = from.filter(({ name }) => !to.some((host) => host.name === name));
  for (const { name, state } of gone) {
    const parts = partsOn(before, name);
    if (parts.length === 0 || state === 'lost') continue;
    return {
      effect: 'refused',
      what: `${listOf(parts.map((part) => part.name))} stand on ${name}`,
      remedy:
        `name it again, and have \`npm run hosts -- drain ${name} --remove --stack ${stack}\` empty it; ` +
        `\`npm run hosts -- lost ${name} --stack ${stack}\` if it is gone for good`,
    };
  }
  return undefined;
}

function readdressed(
  from: readonly HostConfig[],
  to: readonly HostConfig[],
  { stack }: ClusterPlan,
): Judgement | undefined {
  for (const { name, address } of from) {
    const host = to.find((one) => one.name === name);
    if (host === undefined || host.address === address) continue;
    return {
      effect: 'refused',
      what: `all others know what stands on ${name} by ${address}`,
      remedy: `set it back, name ${host.address} as a host of another name, and have \`npm run hosts -- drain ${name} --remove --stack ${stack}\` move what is there`,
    };
  }
  return undefined;
}

/** What stood on the former engine would be made anew, empty, beside a state that takes it for there. */
function anotherEngine(
  from: readonly HostConfig[],
  to: readonly HostConfig[],
  { stack }: ClusterPlan,
): Judgement | undefined {
  for (const { name, engine, state } of from) {
    const host = to.find((one) => one.name === name);
    const isKnown = engine !== undefined && host?.engine !== undefined && state !== 'lost';
    if (!isKnown || host.engine === engine) continue;
    return {
      effect: 'refused',
      what: `another engine answers for ${name} at ${host.docker} (${host.engine} instead of ${engine})`,
      remedy:
        `correct hosts.${name}.docker; if the machine was set up anew, \`npm run hosts -- lost ${name} --stack ${stack}\` ` +
        'with it switched off, and name it as a new host then',
    };
  }
  return undefined;
}

/** Nobody may leave a group before another one who stays has its rows. */
function orphaned(existing: ExistingCluster, plan: ClusterPlan): Judgement | undefined {
  const why = shrinkingGroups(existing, plan).map(successionIn);
  const none = why.flatMap((one) => (one.kind === 'none' ? one.why : []));
  if (none.length === 0) return undefined;
  return {
    effect: 'refused',
    what: none.join('; '),
    remedy: `try again once \`npm run status -- --stack ${plan.stack}\` calls the group healthy`,
  };
}

function moves(before: ClusterPlan, plan: ClusterPlan): Judgement {
  const names = (one: ClusterPlan): string[] => allContainers(one).map(({ name }) => name);
  const [old, wanted] = [names(before), names(plan)];
  const made = wanted.filter((name) => !old.includes(name));
  const gone = old.filter((name) => !wanted.includes(name));
  if (made.length + gone.length === 0) {
    return {
      effect: 'live',
      what: 'nothing moves by itself: `npm run hosts -- rebalance` does it',
    };
  }
  const leave =
    gone.length === 0 ? '' : `; then ${listOf(gone)} ${gone.length === 1 ? 'goes' : 'go'}`;
  const anew = movedRepositories(before, plan);
  return {
    effect: 'rolling',
    what: [`${listOf(made)} ${made.length === 1 ? 'is' : 'are'} made${leave}`, ...anew].join('; '),
  };
}

/** Repositories that have another host than before, a line each: what they have does not move. */
export function movedRepositories(before: ClusterPlan, plan: ClusterPlan): string[] {
  return (plan.backup?.repositories ?? []).flatMap(({ number, host }) => {
    const former = before.backup?.repositories.find((one) => one.number === number);
    if (former?.host === undefined || former.host === host) return [];
    if (former.repository.type !== 'volume') return [];
    const isLost = plan.hosts?.some((one) => one.name === former.host && one.state === 'lost');
    const what = isLost === true ? 'are lost with it' : `stay there, in volume ${former.volume}`;
    return `backups begin anew on ${host}: those of ${former.host} ${what}`;
  });
}

/** The first of the ports that nodes listen at. */
export const BASE_PORT: ChangeRule = {
  says: 'refused on several hosts: every node is known by its port to all others',
  judge: ({ plan }) =>
    plan.hosts === undefined
      ? { effect: 'told', what: 'nothing: on one host nodes have ports of their own' }
      : {
          effect: 'refused',
          what: 'every node is known by its port to all others',
          remedy: anotherStack(plan),
        },
};
