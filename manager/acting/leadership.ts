import type { Client } from 'pg';
import { managersOf } from '../../topology/managers';
import type { ClusterPlan, NodePlan } from '../../topology/plan';
import { MANAGER_SESSION, type Credentials } from '../credentials';
import { log } from '../log';
import { closeSession, openSession } from '../sessions/sessions';
import { StoreClient } from '../store/store-client';
import { ActingLease } from './acting-lease';
import { awaitLock, isOnPrimary, tryLock, unlock } from './acting-lock';
import { endFormerSessions, endFormerSessionsOn } from './former-sessions';

/** Longest wait for the primary's word, ms; its loss must not hold up the manager. */
const ANSWER_LIMIT_MS = 3000;

/** Who has not reached the coordinator primary for this long lets another manager try, ms. */
const APART_MS = 10_000;

/** A store that has not answered for this long is not heard, ms: it is asked each second at least. */
const STORE_SILENT_MS = 1500;

/** Keys of the lease, one a stack. */
const LEASE = '/citus-cluster/acting';

/** What a try to act came to; `takes over`: another one did until now. */
export type Role = 'acts' | 'takes over' | 'observes';

/**
 * Whether this manager is the one that acts. It holds an advisory lock on the coordinator primary then,
 * by a session, so that no two act on the databases. The lock alone would stay for as long as PostgreSQL
 * takes a silent session for alive, a minute where a host is gone. So where several managers are planned,
 * a lease in the consensus store says which of them may have it: that one ends the session of the former
 * one, and all others of that manager, which may be paused in the middle of something.
 */
export class Leadership {
  /** Set while a manager that works by a newer plan can act. */
  yields = false;
  private session: { readonly node: NodePlan; readonly client: Client } | undefined;
  private locked = false;
  private reachedAt = -Infinity;
  private actedAt = -Infinity;
  private readonly lease: ActingLease | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  /** @param changed called when this manager has begun to act, or ceased to, between two tries */
  constructor(
    plan: ClusterPlan,
    private readonly credentials: Credentials,
    private readonly changed: () => void,
  ) {
    if (managersOf(plan).length === 1) return;
    this.lease = new ActingLease({
      store: new StoreClient(plan.etcd, credentials.certificates),
      key: `${LEASE}/${plan.stack}`,
      holder: credentials.sessionName ?? MANAGER_SESSION,
      isWanted: () => this.canAct && !this.yields,
      onGained: () => void this.useLease(),
    });
  }

  /** Whether this manager acts. */
  get isLeader(): boolean {
    return this.locked && this.mayAct;
  }

  /** Whether it reaches the coordinator primary, or did a moment ago. */
  get canAct(): boolean {
    return this.session !== undefined || performance.now() - this.reachedAt < APART_MS;
  }

  /** Whether the consensus store answers; of the only manager it is not asked. */
  get hearsStore(): boolean {
    return this.lease === undefined || this.lease.silentMs < STORE_SILENT_MS;
  }

  /** Whether it acts, or did within a time, ms, and no other one can have begun to. */
  actedWithin(ms: number): boolean {
    if (this.isLeader) this.actedAt = performance.now();
    return this.mayAct && performance.now() - this.actedAt < ms;
  }

  /** Keeps the lease, or waits for it, until {@link leave}. */
  async run(): Promise<void> {
    await this.lease?.run();
  }

  /**
   * Tries to act, or to go on with it.
   *
   * @param primary the coordinator's
   * @param workers primaries of the other groups, on which the former manager's sessions are ended too
   * @throws what failed; nobody acts here then
   */
  acquire(primary: NodePlan, workers: readonly NodePlan[]): Promise<Role> {
    return this.inTurn(async () => {
      if (this.session !== undefined && this.session.node.name !== primary.name) await this.drop();
      this.session ??= await this.open(primary);
      await this.settle();
      if (!this.isLeader) return 'observes';
      const former = this.lease?.formerHolder;
      if (this.lease === undefined || former === undefined) return 'acts';
      await endFormerSessionsOn(workers, former, this.credentials);
      this.lease.formerHolder = undefined;
      return 'takes over';
    });
  }

  /** Gives the lock up, as there is no primary; the lease stays for a while. */
  release(): Promise<void> {
    return this.inTurn(() => this.drop());
  }

  /** Ceases to act, for another manager to begin at once. */
  async leave(): Promise<void> {
    this.lease?.stop();
    await this.release();
  }

  /** Whether the lease is its own; it acts once it has the lock as well. */
  get mayAct(): boolean {
    return this.lease?.isHeld ?? true;
  }

  /** The session is open by now: whoever gets the lease need not look for the primary first. */
  private async useLease(): Promise<void> {
    await this.inTurn(() => this.settle()).catch((error: unknown) => {
      log('warn', 'the lease is of no use yet', { error: String(error) });
    });
    this.changed();
  }

  /** Brings the lock in line with the lease. */
  private async settle(): Promise<void> {
    const { session } = this;
    if (session === undefined) return;
    try {
      const before = this.locked;
      const locked = await this.lock(session.client);
      // Its end may have come meanwhile.
      this.locked = locked && this.session === session;
      this.reachedAt = performance.now();
      if (this.locked === before) return;
      log('info', this.locked ? 'acting' : 'observing', { primary: session.node.name });
    } catch (error) {
      await this.drop();
      throw error;
    }
  }

  private async lock(client: Client): Promise<boolean> {
    const { lease } = this;
    if (!this.mayAct) {
      if (this.locked) await unlock(client);
      else await isOnPrimary(client);
      return false;
    }
    // A session that holds the lock takes it once more and needs no second one.
    if (this.locked) return isOnPrimary(client);
    if (lease === undefined) return tryLock(client);
    await endFormerSessions(client, lease.formerHolder);
    return awaitLock(client);
  }

  private async open(node: NodePlan): Promise<NonNullable<typeof this.session>> {
    const client = await openSession(node, this.credentials, 'postgres', ANSWER_LIMIT_MS);
    const session = { node, client };
    client.once('end', () => {
      if (this.session !== session) return;
      const wasLocked = this.locked;
      this.session = undefined;
      this.locked = false;
      if (wasLocked) this.changed();
    });
    return session;
  }

  private async drop(): Promise<void> {
    const { session } = this;
    this.session = undefined;
    this.locked = false;
    if (session !== undefined) await closeSession(session.client);
  }

  /** One thing at a time: the lease may be gained in the middle of a try. */
  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.turn.then(run);
    this.turn = turn.catch(() => undefined);
    return turn;
  }
}
