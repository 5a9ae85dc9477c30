import type { NodePlan } from '../../../topology/plan';
import { log } from '../../log';
import { KeptSessions } from '../../sessions/kept-sessions';
import { tickSteadily } from '../../steady-ticks';
import type { MoverOptions } from '../mover-options';
import type { MovesStatus, ShardMover } from '../moves-status';
import { Attempts } from './attempts';
import { jobAtWork, readMoveFacts, type MoveFacts } from './move-facts';
import { Leftovers } from './move-leftovers';
import { LostSlots } from './lost-slots';
import { decideMoves, type MoveDecision } from './move-need';
import { madeMoves, movedShards } from './made-moves';
import {
  movesProgress,
  placedShards,
  readProgress,
  readSizes,
  type ShardProgress,
  type ShardSizes,
} from './move-progress';
import { WritePause } from './write-pause';

/** Between two looks while shards move or are to, and at rest, ms. */
const BUSY_LOOK_MS = 1000;
const QUIET_LOOK_MS = 5000;

/** Between two readings of the shards' sizes, which asks the workers, ms. */
const SIZES_MS = 60_000;

/** Longest wait for an answer, ms: to plan moves, Citus asks every worker for sizes. */
const ANSWER_LIMIT_MS = 20_000;

/** A job that has not begun after this long lacks something, ms. */
const SCHEDULED_MS = 60_000;

/**
 * Keeps shards where they are to be with engine Citus. What is wanted and how far it is stands in
 * Citus's own tables and nowhere else, and Citus makes the moves: any manager goes on in the middle.
 */
export class CitusMover implements ShardMover {
  status: MovesStatus | undefined;
  reasons: readonly string[] = [];
  notices: readonly string[] = [];
  private readonly sessions: KeptSessions;
  private readonly attempts: Attempts;
  private readonly leftovers: Leftovers;
  private readonly pause: WritePause;
  private readonly lostSlots: LostSlots;
  private sizes: ShardSizes = new Map();
  private stopping = false;
  private lookedAt = 0;
  private sizedAt = 0;
  private scheduled = { id: 0, since: 0 };

  constructor(private readonly options: MoverOptions) {
    const kept = {
      ...{ credentials: options.credentials, database: options.plan.database },
      ...{ answerLimitMs: ANSWER_LIMIT_MS, start: '' },
    };
    this.sessions = new KeptSessions(kept);
    this.pause = new WritePause(new KeptSessions(kept));
    this.attempts = new Attempts(options, this.sessions);
    this.leftovers = new Leftovers(options);
    this.lostSlots = new LostSlots(options);
  }

  async run(): Promise<void> {
    let failure = '';
    await tickSteadily({
      everyMs: BUSY_LOOK_MS,
      heldUpMs: Infinity,
      tick: () =>
        this.tick().then(
          () => {
            failure = '';
          },
          (error: unknown) => {
            if (String(error) !== failure) {
              log('warn', 'moves of shards could not be looked after', { error: String(error) });
            }
            failure = String(error);
          },
        ),
      onHeldUp: () => undefined,
      isStopping: () => this.stopping,
    });
    this.sessions.keepOnly([]);
  }

  stop(): void {
    this.stopping = true;
  }

  private async tick(): Promise<void> {
    const { state } = this.status ?? {};
    const isBusy = state === 'moving' || state === 'due';
    const isDue = Date.now() - this.lookedAt >= (isBusy ? 0 : QUIET_LOOK_MS);
    if (isDue) {
      this.lookedAt = Date.now();
      await this.look();
    }
  }

  private async look(): Promise<void> {
    const observation = await this.options.look();
    const coordinator = observation.groups[0]?.primary?.node;
    // That it has none is told by those who watch the groups.
    if (coordinator === undefined) return;
    this.sessions.keepOnly([coordinator]);
    const facts = await this.sessions.ask(coordinator, readMoveFacts);
    const job = jobAtWork(facts);
    const isRunning = job?.tasks.some(({ status }) => status === 'running') === true;
    // A former primary that is a standby by now can't say how far its log is.
    const progress = isRunning
      ? await this.sessions.ask(coordinator, readProgress).catch(() => [])
      : [];
    if (Date.now() - this.sizedAt > SIZES_MS) await this.readSizes(coordinator);
    const decision = this.attempts.settle(
      facts,
      decideMoves(facts, this.options.plan.rebalance.onGrow),
    );
    this.tell(facts, decision, progress);
    if (job !== undefined) {
      void this.pause.watch(
        job.id,
        coordinator,
        () => this.status?.state === 'moving' && !this.stopping,
        movedShards(facts),
      );
    }
    if (!this.options.isActing()) return;
    if (job !== undefined) {
      await this.sessions.ask(coordinator, (client) => this.lostSlots.look(client, observation));
    }
    if (decision.begin !== undefined) {
      const began = await this.attempts.begin(coordinator, observation, facts, decision.begin);
      if (began) this.lookedAt = 0;
    }
    // What a split has made and nobody reads yet looks as if it were left behind.
    if (job === undefined && !facts.isSplit && this.options.isActing())
      await this.leftovers.clean(coordinator, observation, facts);
  }

  private async readSizes(coordinator: NodePlan): Promise<void> {
    this.sizedAt = Date.now();
    this.sizes = await this.sessions.ask(coordinator, readSizes);
  }

  private tell(
    facts: MoveFacts,
    { state, why, notices }: MoveDecision,
    progress: readonly ShardProgress[],
  ): void {
    const { obstacles } = this.attempts;
    const isStuck = state === 'stuck' || (state === 'due' && obstacles.length > 0);
    const waits = this.waitingJob(facts);
    const before = this.status?.state;
    const status: MovesStatus = {
      state: isStuck ? 'stuck' : state,
      why: [...why, ...(state === 'due' ? obstacles : []), ...waits],
      draining: facts.nodes.filter((node) => !node.takesShards).map(({ group }) => group),
      ...movesProgress(facts, progress, this.sizes),
      made: madeMoves(facts, this.sizes, (job, shards) => this.pause.pauseOf(job, shards)),
      longestPauseMs: this.pause.longestOf(facts.job?.id),
      orphans: jobAtWork(facts) ? facts.leftovers.formerShards : facts.leftovers.all,
      placements: placedShards(facts, this.sizes),
    };
    this.status = status;
    this.reasons = isStuck || waits.length > 0 ? status.why : [];
    this.notices = [...notices, ...(state === 'moving' ? [movingNotice(status)] : [])];
    if (status.state !== before) {
      this.sizedAt = 0;
      const { state: now, why: reasons, done, total } = status;
      log('info', 'moves of shards', { state: now, reasons, done, total });
    }
  }

  private waitingJob({ job }: MoveFacts): string[] {
    if (job?.state !== 'scheduled') return [];
    if (this.scheduled.id !== job.id) this.scheduled = { id: job.id, since: Date.now() };
    if (Date.now() - this.scheduled.since < SCHEDULED_MS) return [];
    return [
      `job ${job.id} of Citus has not begun: no background worker is free (max_worker_processes)`,
    ];
  }
}

function movingNotice({ done, total }: MovesStatus): string {
  return `shards move to other workers: ${done} of ${total} are there`;
}
