import type { BackupPlan } from '../../topology/backup/backup-plan';
import type { ClusterPlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import { log } from '../log';
import type { Observation } from '../observe/observation';
import { restBetween } from '../rest-between';
import { KeptSessions } from '../sessions/kept-sessions';
import type { ArchiveWatch } from './archive-watch';
import type { RestorePoint } from './catalogue';
import { PendingPoints, type PendingPointsOptions } from './pending-points';
import type { RowProofs } from './proofs/row-proofs';
import {
  completeLog,
  POINT_SESSION,
  PointPostponed,
  takeRestorePoint,
  type GroupPrimary,
} from './restore-point';

/** Between two looks at how groups archive, ms: at rest, and while a new point is on its way. */
const LOOK_MS = 10_000;
const WAITING_LOOK_MS = 1000;

/** Tries of a point one after another, before the next one's time. */
const TRIES = 3;

/** Between two tries while others are in the middle of a change, ms. */
const POSTPONED_MS = 5000;

/** Longest wait for one answer, ms: a node that is frozen is found out before anything is locked. */
const ANSWER_LIMIT_MS = 1900;

/** What points are taken with. */
export interface RestorePointsOptions extends Omit<PendingPointsOptions, 'entered' | 'failed'> {
  readonly plan: ClusterPlan;
  readonly backup: Pick<BackupPlan, 'restorePointSeconds'>;
  readonly credentials: Credentials;
  /** The cluster as it was seen some seconds ago. */
  readonly glance: () => Promise<Observation>;
  readonly isActing: () => boolean;
  readonly watch: ArchiveWatch;
  /** What keeps rows with some of the points. */
  readonly proofs: RowProofs;
  /** Whether there are backups that a point could be reached from. */
  readonly isBackedUp: () => boolean;
  /** The newest point of the catalogue. */
  readonly recall: () => Promise<RestorePoint | undefined>;
}

/**
 * Takes a restore point each {@link BackupPlan.restorePointSeconds}. It is valid, and entered in the
 * catalogue, once every group has archived its log up to there.
 */
export class RestorePoints {
  /** The newest valid point. */
  newest: RestorePoint | undefined;
  /** What the last point failed of; undefined since one was valid. */
  failure: string | undefined;
  private readonly sessions: KeptSessions;
  private readonly pending: PendingPoints;
  /** Since when points could be taken, ms; undefined while they can't. */
  private since: number | undefined;
  private recalled = false;
  private tries = 0;
  private nextAt = 0;
  private lookAt = 0;
  private stopping = false;

  constructor(private readonly options: RestorePointsOptions) {
    const { credentials, plan } = options;
    this.sessions = new KeptSessions({
      ...{ credentials, database: plan.database },
      ...{ answerLimitMs: ANSWER_LIMIT_MS, start: POINT_SESSION },
    });
    this.pending = new PendingPoints({
      ...options,
      entered: (point) => {
        this.newest = point;
        this.failure = undefined;
      },
      failed: (failure) => {
        this.fail(failure);
      },
    });
  }

  /** Age of what could be restored to last, s: of the newest point, or of the time without any. */
  get ageSeconds(): number {
    const { newest, since } = this;
    if (since === undefined) return 0;
    return (Date.now() - Math.max(newest?.at ?? 0, since)) / 1000;
  }

  /** Takes points until {@link stop}. */
  async run(): Promise<void> {
    while (!this.stopping) {
      await this.tick().catch((error: unknown) => {
        this.fail(`no point: ${(error as Error).message}`);
      });
      await restBetween(WAITING_LOOK_MS, () => this.stopping);
    }
    this.sessions.keepOnly([]);
  }

  stop(): void {
    this.stopping = true;
  }

  private async tick(): Promise<void> {
    const { glance, isActing, isBackedUp, plan, watch } = this.options;
    if (!isActing()) {
      this.rest();
      return;
    }
    const { groups } = await glance();
    const primaries = groups.flatMap(({ group, primary }) =>
      primary === undefined ? [] : [{ group, node: primary.node }],
    );
    this.sessions.keepOnly(primaries.map(({ node }) => node));
    if (Date.now() >= this.lookAt) {
      await watch.look(this.sessions, primaries);
      this.lookAt = Date.now() + (this.pending.isOnItsWay ? WAITING_LOOK_MS : LOOK_MS);
    }
    this.since = isBackedUp() ? (this.since ?? Date.now()) : undefined;
    await this.recall();
    // Nobody waits for the time of the next one.
    if (this.pending.settle()) this.nextAt = 0;
    const { unfilled } = this.pending;
    if (unfilled !== undefined) {
      await completeLog(this.sessions, primaries, unfilled);
      this.pending.complete(unfilled);
      this.lookAt = 0;
    }
    // That a group has no primary is told by those who watch the groups.
    const isWhole = primaries.length === plan.groups.length;
    if (isWhole && this.since !== undefined && Date.now() >= this.nextAt) {
      await this.take(primaries);
    }
  }

  /** Another manager takes them. */
  private rest(): void {
    this.sessions.keepOnly([]);
    this.options.watch.forget();
    this.pending.forget();
    this.options.proofs.forget();
    this.since = undefined;
    this.recalled = false;
    this.failure = undefined;
    this.lookAt = 0;
  }

  /** What another manager took before; the next one is due when its time has come. */
  private async recall(): Promise<void> {
    if (this.recalled || this.since === undefined) return;
    this.recalled = true;
    try {
      this.newest = await this.options.recall();
      this.nextAt = (this.newest?.at ?? 0) + this.everyMs;
    } catch (error) {
      log('warn', 'the newest restore point can not be read', { error: String(error) });
    }
  }

  private get everyMs(): number {
    return this.options.backup.restorePointSeconds * 1000;
  }

  private async take(primaries: readonly GroupPrimary[]): Promise<void> {
    const begunAt = Date.now();
    if (this.pending.isFull) return;
    const { plan, proofs } = this.options;
    const witness = (await proofs.isDue()) ? proofs.witness(primaries) : undefined;
    try {
      const point = await takeRestorePoint(this.sessions, plan.engine, primaries, witness);
      if (witness !== undefined) proofs.begin(point, witness);
      this.pending.add(point);
      this.lookAt = 0;
      this.tries = 0;
      this.nextAt = begunAt + this.everyMs;
    } catch (error) {
      if (witness !== undefined) {
        proofs.fail(error);
        await witness.close();
        return;
      }
      this.fail(`no point: ${(error as Error).message}`);
      if (error instanceof PointPostponed) {
        this.nextAt = Date.now() + POSTPONED_MS;
        return;
      }
      this.tries = (this.tries + 1) % TRIES;
      if (this.tries === 0) this.nextAt = begunAt + this.everyMs;
    }
  }

  /** Logs what failed, once a reason. */
  private fail(failure: string): void {
    if (failure !== this.failure) log('warn', failure);
    this.failure = failure;
  }
}
