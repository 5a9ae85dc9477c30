import * as pulumi from '@pulumi/pulumi';
import type Docker from 'dockerode';
import {
  bootstrapOf,
  isVoting,
  listed,
  membershipRefusal,
  stepAfterStart,
  stepBeforeStart,
  surplusStep,
  type FoundStore,
  type MembershipStep,
  type StoreMember,
} from '../../topology/etcd-membership';
import type { ClusterPlan, EtcdMemberPlan } from '../../topology/plan';
import type { EtcdBootstrap } from '../../topology/rendering/etcd';
import { EtcdStore } from './etcd-store';

/** How long a store that runs is asked for its members, ms: a member may just be starting. */
const SILENCE_LIMIT_MS = 20_000;

/** How long one member may take to be told of, to catch up or to be removed, ms. */
const STEP_LIMIT_MS = 180_000;

/** Between two looks at the members, ms. */
const POLL_MS = 500;

/** Gives a member that is to join its id; the store is not asked, as in a preview. */
const NOT_ADDED_YET = { name: '', clientUrl: '', learner: true, id: 'added by the deployment' };

/**
 * The way from the members of a stack's store to the planned ones, one after another, while the store
 * serves. There is one store at any moment: a member that joins starts with what a majority says, and
 * never as a new store of its own.
 *
 * Each step follows from what the store says at that moment, so that a deployment that was cut off is
 * gone on with by the next one, in either direction.
 */
export class EtcdMembership {
  private completion: Promise<void> | undefined;

  /**
   * @param found what there is when the deployment begins
   * @param store undefined where nothing is to be changed, as in a preview
   */
  constructor(
    private readonly plan: ClusterPlan,
    private readonly found: FoundStore,
    private readonly store: EtcdStore | undefined,
  ) {}

  /**
   * Looks at the stack's store.
   *
   * @throws UserError where its members can't become the planned ones without a risk to it
   */
  static async find(
    plan: ClusterPlan,
    docker: Docker,
    { readOnly }: { readOnly: boolean },
  ): Promise<EtcdMembership> {
    const store = new EtcdStore(plan, docker);
    const found = await lookAt(store);
    const refusal = membershipRefusal(plan, found);
    if (refusal !== undefined) throw refusal;
    return new EtcdMembership(plan, found, readOnly ? undefined : store);
  }

  /**
   * Has the store expect the member, and resolves to what its container is made with. Comes after its
   * volume is made.
   *
   * @throws RunError where the volume is gone and Pulumi takes it for there
   */
  async admit(member: EtcdMemberPlan): Promise<EtcdBootstrap> {
    const { found, plan } = this;
    if (found.members === undefined) return bootstrapOf(plan, member, found);
    const before = listed(member, found.members);
    const isLost = before !== undefined && !found.volumes.includes(member.volume);
    if (isLost && this.store !== undefined) await this.expectVolume(this.store, member);
    const members = await this.stepwise(
      (present) => stepBeforeStart(plan, member, present, isLost ? before.id : undefined),
      () => true,
      `${member.name} can't join`,
    );
    return bootstrapOf(plan, member, { ...found, members });
  }

  /** Docker would make the missing volume with the container, unlabelled: nobody's to delete. */
  private async expectVolume(store: EtcdStore, { name, volume }: EtcdMemberPlan): Promise<void> {
    if ((await store.volumes()).includes(volume)) return;
    throw new pulumi.RunError(
      `the volume of ${name} was removed without Pulumi; \`npm run up -- --stack ` +
        `${this.plan.stack} --refresh\` makes it anew, and ${name} a new member`,
    );
  }

  /** Waits until the member has a vote, once its container runs. */
  async join(member: EtcdMemberPlan): Promise<void> {
    if (this.store === undefined || this.found.members === undefined) return;
    const { found } = this;
    const isLost = !found.volumes.includes(member.volume);
    if (!isLost && isVoting(listed(member, this.found.members))) return;
    await this.stepwise(
      (present) => stepAfterStart(member, present),
      (present) => isVoting(listed(member, present)),
      `${member.name} does not get a vote`,
    );
  }

  /** Waits until all planned members have their vote, and removes the others. */
  async complete(): Promise<void> {
    await (this.completion ??= this.removeSurplus());
  }

  private async removeSurplus(): Promise<void> {
    if (this.store === undefined || this.found.members === undefined) return;
    const running = this.found.containers.filter((one) => one.running).map(({ name }) => name);
    await this.stepwise(
      (present) => surplusStep(this.plan, present, running),
      (present) => this.plan.etcd.every((member) => isVoting(listed(member, present))),
      'its members are not as planned',
    );
  }

  /** Does what is due, step by step, until nothing is and the members are as wanted. */
  private async stepwise(
    next: (present: readonly StoreMember[]) => MembershipStep | undefined,
    isReached: (present: readonly StoreMember[]) => boolean,
    failure: string,
  ): Promise<readonly StoreMember[]> {
    const { store } = this;
    if (store === undefined) return imagined(next, this.found.members ?? []);
    let reason: unknown = 'it has not started';
    for (const deadline = Date.now() + STEP_LIMIT_MS; Date.now() < deadline;) {
      try {
        const present = await store.members();
        const step = next(present);
        if (step === undefined && isReached(present)) return present;
        // Refused while a member was added or promoted seconds ago: etcd wants to have seen it stay.
        if (step !== undefined) await store.apply(step, present);
        else await pause();
      } catch (error) {
        reason = error;
        await pause();
      }
    }
    const words = reason instanceof Error ? reason.message : String(reason);
    throw new pulumi.RunError(
      `etcd of stack "${this.plan.stack}": ${failure}: ${words} (\`npm run status -- --stack ` +
        `${this.plan.stack}\` says what is wrong, \`npm run up -- --stack ${this.plan.stack}\` goes on)`,
    );
  }
}

/** The members after the steps that a deployment would do. */
function imagined(
  next: (present: readonly StoreMember[]) => MembershipStep | undefined,
  members: readonly StoreMember[],
): readonly StoreMember[] {
  const step = next(members);
  if (step === undefined) return members;
  if (step.action === 'update') return members;
  const others = members.filter(({ peerUrl }) => peerUrl !== step.peerUrl);
  return [...others, { ...NOT_ADDED_YET, peerUrl: step.peerUrl }];
}

async function lookAt(store: EtcdStore): Promise<FoundStore> {
  const [containers, volumes, databases] = await Promise.all([
    store.containers(),
    store.volumes(),
    store.hasDatabases(),
  ]);
  const running = containers.some((one) => one.running);
  const members = running ? await askForMembers(store) : undefined;
  return { containers, volumes, databases, members };
}

async function askForMembers(store: EtcdStore): Promise<StoreMember[] | undefined> {
  for (const deadline = Date.now() + SILENCE_LIMIT_MS; Date.now() < deadline; await pause()) {
    try {
      return await store.members();
    } catch {
      // No majority yet, or none any more.
    }
  }
  return undefined;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
