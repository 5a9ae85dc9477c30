import { UserError } from '../words/user-error';
import { addressOf, type ClusterPlan, type EtcdMemberPlan } from './plan';
import { firstBootstrap, peerUrl, type EtcdBootstrap } from './rendering/etcd';

/** A member as the store itself lists it. */
export interface StoreMember {
  /** Hexadecimal. A member that is removed and added again gets another one. */
  readonly id: string;
  /** Empty for a member that was added to a running store and has not started yet. */
  readonly name: string;
  readonly peerUrl: string;
  /** Empty until the member has served for the first time. */
  readonly clientUrl: string;
  /** Whether it follows without a vote. */
  readonly learner: boolean;
}

/** A member's container as the engine knows it. */
export interface FoundMember {
  readonly name: string;
  readonly running: boolean;
  /** What it was made with; undefined for the container of another version of this project. */
  readonly bootstrap: EtcdBootstrap | undefined;
}

/** What there is of a stack's store before a deployment. */
export interface FoundStore {
  readonly containers: readonly FoundMember[];
  /** Names of the members' volumes. */
  readonly volumes: readonly string[];
  /** Whether the stack has database containers, which are made after those of all members. */
  readonly databases: boolean;
  /** Undefined where no member answers for a majority. */
  readonly members: readonly StoreMember[] | undefined;
}

/** One change of the store's membership. */
export interface MembershipStep {
  readonly action: 'add' | 'promote' | 'remove' | 'update';
  readonly name: string;
  readonly peerUrl: string;
  /** Empty where the member is to be added. */
  readonly id: string;
}

/** What a stack without any store has. */
export const NO_STORE: FoundStore = {
  containers: [],
  volumes: [],
  databases: false,
  members: undefined,
};

/** The member as the store lists it. */
export function listed(
  member: EtcdMemberPlan,
  members: readonly StoreMember[],
): StoreMember | undefined {
  return members.find((one) => hostOf(one.peerUrl) === addressOf(member));
}

/** Whether a member counts for the majority and has served. */
export function isVoting(member: StoreMember | undefined): boolean {
  return member !== undefined && member.clientUrl !== '' && !member.learner;
}

/**
 * Why the store that was found can't become the planned one: whatever would start a second store, or
 * take the majority from the one that is there.
 *
 * @returns an error to throw before anything is changed; undefined where nothing is in the way
 */
export function membershipRefusal(plan: ClusterPlan, found: FoundStore): UserError | undefined {
  const { containers, volumes, members } = found;
  const names = plan.etcd.map(({ name }) => name);
  if (members !== undefined) return undefined;
  if (containers.length > 0) {
    const there = containers.map(({ name }) => name).sort();
    if (there.join() === [...names].sort().join() || isUnfinished(plan, found)) return undefined;
    return new UserError(
      `etcd of stack "${plan.stack}" has no majority, so its members can't change from ` +
        `${there.join(', ')} to ${names.join(', ')}`,
      `start the containers of its members (\`npm run status -- --stack ${plan.stack}\` names ` +
        'those that do not answer), or set etcd.members to what it was',
    );
  }
  const kept = plan.etcd.filter(({ volume }) => volumes.includes(volume));
  if (kept.length === 0 || kept.length === plan.etcd.length) return undefined;
  return new UserError(
    `only ${kept.map(({ name }) => name).join(', ')} of ${names.join(', ')} ` +
      `${kept.length === 1 ? 'has' : 'have'} data from before, and the others would make a second ` +
      'store',
    `bring the stack up with etcd.members ${kept.length} first and change it then; or remove the ` +
      `volume${kept.length === 1 ? '' : 's'} ${kept.map(({ volume }) => volume).join(', ')} if ` +
      'no store is to be kept',
  );
}

/** Whether the first deployment was cut off: those that run wait for the others, by the same list. */
function isUnfinished(plan: ClusterPlan, { containers, databases }: FoundStore): boolean {
  const { cluster } = firstBootstrap(plan);
  return (
    !databases &&
    containers.every(
      ({ running, bootstrap }) =>
        running && bootstrap?.state === 'new' && bootstrap.cluster === cluster,
    )
  );
}

/**
 * What the store lacks before a member's container may start: to be told of the member, and to forget
 * one whose data are gone. A member is added without a vote, so that it can't cost the majority. One that
 * is to serve its peers in another way, clear text or TLS, is known by its new address first.
 *
 * @param lostId id of the listed member whose volume was gone when the deployment began
 */
export function stepBeforeStart(
  plan: ClusterPlan,
  member: EtcdMemberPlan,
  members: readonly StoreMember[],
  lostId?: string,
): MembershipStep | undefined {
  const { name } = member;
  const one = listed(member, members);
  const url = peerUrl(plan, member);
  if (one === undefined) return { action: 'add', name, peerUrl: url, id: '' };
  if (one.id === lostId) return { ...one, action: 'remove', name };
  return one.peerUrl === url ? undefined : { ...one, action: 'update', name, peerUrl: url };
}

/** The vote for a member that has caught up. */
export function stepAfterStart(
  member: EtcdMemberPlan,
  members: readonly StoreMember[],
): MembershipStep | undefined {
  const one = listed(member, members);
  const isDue = one !== undefined && one.learner && one.clientUrl !== '';
  return isDue ? { ...one, action: 'promote' } : undefined;
}

/**
 * The next member to be removed: those that do not run first, as they count for the majority and
 * give nothing to it, then the last one by name.
 *
 * @param running names of the members whose containers run
 * @throws Error where a planned member does not vote yet, which the others would be missed for
 */
export function surplusStep(
  plan: ClusterPlan,
  members: readonly StoreMember[],
  running: readonly string[],
): MembershipStep | undefined {
  const surplus = members
    .filter((one) => !plan.etcd.some((member) => addressOf(member) === hostOf(one.peerUrl)))
    .map((one) => ({ ...one, name: memberName(plan, one) }))
    .sort((one, other) => other.name.localeCompare(one.name, 'en', { numeric: true }))
    .sort(
      (one, other) => Number(running.includes(one.name)) - Number(running.includes(other.name)),
    );
  const [next] = surplus;
  if (next === undefined) return undefined;
  const silent = plan.etcd.filter((member) => !isVoting(listed(member, members)));
  if (silent.length > 0) {
    const names = silent.map(({ name }) => name).join(', ');
    throw new Error(`${names} has no vote yet`);
  }
  return { ...next, action: 'remove' };
}

/**
 * What a member's container is made with. One that stands keeps what it has, so that a change of the
 * others never replaces it, unless its member was removed and added again since.
 *
 * @throws Error where the store knows nothing of the member: {@link stepBeforeStart} comes first
 */
export function bootstrapOf(
  plan: ClusterPlan,
  member: EtcdMemberPlan,
  { containers, members }: FoundStore,
): EtcdBootstrap {
  const own = containers.find(({ name }) => name === member.name)?.bootstrap;
  if (members === undefined) return own ?? firstBootstrap(plan);
  const one = listed(member, members);
  if (one === undefined) throw new Error(`${member.name} is no member of the store`);
  const wasAdded = one.name === '';
  if (own !== undefined && !wasAdded) return own;
  const cluster = members.map((one) => `${memberName(plan, one)}=${one.peerUrl}`).sort();
  return {
    state: 'existing',
    cluster: cluster.join(','),
    ...(wasAdded && { joinedAs: one.id }),
  };
}

/** What a member is called by itself, which it says after its first start alone. */
function memberName(plan: ClusterPlan, { name, peerUrl: url }: StoreMember): string {
  const planned = plan.etcd.find((member) => addressOf(member) === hostOf(url));
  return planned?.name ?? (name || hostOf(url));
}

/** The host in a member's address: its name on the cluster's network, or its host's IP address. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
