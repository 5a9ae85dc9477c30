import type { HostConfig } from '../hosts/host-config';
import { allContainers, type ClusterPlan } from '../plan';
import { anotherStack, listOf, type ChangeRule, type Judgement } from './change-rule';

/** Hosts that come, go, or are to be left. */
export const HOSTS: ChangeRule = {
  says:
    'a new host is used by what is made from then on; what is there moves by `npm run hosts -- rebalance` alone. ' +
    'A host that is drained or lost gives what it has to the others. Refused: one host to several or back, ' +
    'another address of a host, and a host that is no longer named while something stands on it',
  judge: ({ existing, plan }) => judge(existing.plan, plan),
};

function judge(before: ClusterPlan | undefined, plan: ClusterPlan): Judgement {
  const [from, to] = [before?.hosts, plan.hosts];
  if (before === undefined || from === undefined || to === undefined) {
    return {
      effect: 'refused',
      what: 'the containers and volumes that are there stand on one host, or on several, and stay so',
      remedy: anotherStack(plan),
    };
  }
  return dropped(before, from, to, plan) ?? moved(from, to, plan) ?? welcome(from, to);
}

function dropped(
  before: ClusterPlan,
  from: readonly HostConfig[],
  to: readonly HostConfig[],
  { stack }: ClusterPlan,
): Judgement | undefined {
  const gone = from.filter(({ name }) => !to.some((host) => host.name === name));
  for (const { name, state } of gone) {
    const parts = allContainers(before).filter(({ host }) => host === name);
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

function moved(
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

function welcome(from: readonly HostConfig[], to: readonly HostConfig[]): Judgement {
  const left = to.filter(
    ({ name, state }) =>
      state !== 'active' && from.find((one) => one.name === name)?.state !== state,
  );
  if (left.length > 0) {
    const names = left.map(({ name, state }) => `${name} (${state})`);
    return { effect: 'rolling', what: `what stands on ${listOf(names)} is made on other hosts` };
  }
  return { effect: 'live', what: 'nothing moves by itself: `npm run hosts -- rebalance` does it' };
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
