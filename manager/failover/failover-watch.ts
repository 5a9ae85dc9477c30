import type { GroupPlan, NodePlan } from '../../topology/plan';
import type { LeaderState, LeaderStore } from './leader-store';
import {
  isGone,
  isSuspect,
  reasonToWait,
  RELEASE_PAUSE_S,
  type StreamReport,
} from './leader-release';
import { log } from '../log';
import { Patroni } from '../observe/patroni';
import { PrimaryProbe } from '../observe/primary-probe';
import { streamsFrom } from './standby-stream';
import { SilentStandbys, STANDBY_REPLIES, type StandbyReply } from './silent-standbys';
import type { Credentials } from '../credentials';
import { withSession } from '../sessions/sessions';
import { tickSteadily } from '../steady-ticks';

/** A group's change of primary. */
export interface GroupFailover {
  readonly former: NodePlan;
  readonly current: NodePlan;
  /** Whether the former primary does not answer, rather than having handed over or restarted. */
  readonly formerIsSilent: boolean;
}

/** Between two probes of a primary, ms. */
const TICK_MS = 200;

/** A tick that comes this late says that this process was held up, ms. */
const HELD_UP_MS = 500;

/** How often the store is asked who the leader is, while all is well, ms. */
const LOOK_UP_MS = 900;

/** Longest wait for a standby's word, ms. */
const STANDBY_LIMIT_MS = 800;

/** Between two times that Patroni is woken because nobody answers, ms: each costs a busy node its loop. */
const WAKE_PAUSE_MS = 1000;

/** Whether a standby receives, and for how long it has heard nothing. */
const STREAM = `
  SELECT status = 'streaming' AS streaming,
    1000 * extract(epoch FROM clock_timestamp() - last_msg_receipt_time)::float8 AS silent_ms
  FROM pg_stat_wal_receiver`;

/**
 * Watches a group's primary, so that its loss is acted on in a second or two instead of after the
 * leader key's time to live. It never promotes: it wakes Patroni where PostgreSQL died, and releases
 * the leader key of a primary that neither this manager nor its synchronous standby hears.
 */
export class FailoverWatch {
  private probe: PrimaryProbe | undefined;
  private standbys: SilentStandbys | undefined;
  private lookedUpAt = 0;
  private lookingUp = false;
  private waking = false;
  private wokenAt = 0;
  /** Whether the last question to the store was not answered. */
  private storeIsSilent = false;
  private waitingFor: string | undefined;
  private stopping = false;

  constructor(
    private readonly store: LeaderStore,
    private readonly group: GroupPlan,
    private readonly credentials: Credentials,
    /** Called when the group has another primary than before. */
    private readonly onNewPrimary: (failover: GroupFailover) => void,
  ) {}

  /** The node that holds the leader key, or held it last; undefined before the first look. */
  get primary(): NodePlan | undefined {
    return this.probe?.node;
  }

  /** Watches until {@link stop}. */
  async run(): Promise<void> {
    await tickSteadily({
      everyMs: TICK_MS,
      heldUpMs: HELD_UP_MS,
      tick: () => {
        this.tick();
        return Promise.resolve();
      },
      onHeldUp: () => {
        this.probe?.countAnew();
        this.standbys?.countAnew();
      },
      isStopping: () => this.stopping,
    });
    this.probe?.close();
  }

  /** Ends the watch after the tick under way. */
  stop(): void {
    this.stopping = true;
  }

  private tick(): void {
    const { probe } = this;
    probe?.send();
    const suspect = probe !== undefined && isSuspect(probe.silence);
    // Not waited for: a store that is slow to answer must not hold up the probes.
    if (suspect) void this.lookUp();
    // What another group's watch has just read will do.
    else if (Date.now() - this.lookedUpAt > LOOK_UP_MS) void this.lookUp(TICK_MS);
  }

  private async lookUp(withinMs = 0): Promise<void> {
    if (this.lookingUp) return;
    this.lookingUp = true;
    const { probe } = this;
    const isDoubted = probe !== undefined && isSuspect(probe.silence);
    // Asked beside the store: this is time without writes.
    const reports = isDoubted ? this.askStandbys(probe.node) : undefined;
    try {
      const state = await this.store.read(this.group, withinMs);
      this.lookedUpAt = Date.now();
      // Who heard nothing of the store either may have been cut off itself, up to this moment.
      if (this.storeIsSilent) this.probe?.countAnew();
      this.storeIsSilent = false;
      this.noteLeader(state.leader?.value);
      if (probe !== undefined && probe === this.probe && reports !== undefined) {
        await this.considerRelease(probe, state, await reports);
      }
    } catch (error) {
      this.storeIsSilent = true;
      this.explain(String(error));
    } finally {
      this.lookingUp = false;
    }
  }

  /** Turns to the node that holds the leader key; while nobody does, to the one that did. */
  private noteLeader(leader: string | undefined): void {
    if (leader === undefined || leader === this.probe?.node.name) return;
    const node = this.group.nodes.find(({ name }) => name === leader);
    if (node === undefined) return;
    const before = this.probe;
    before?.close();
    const wake = (): void => void this.wake(node);
    const lost = (): void => {
      log('warn', 'a primary ended its session', { group: this.group.name, primary: node.name });
    };
    const streams = streamsFrom(node, this.group, this.credentials, wake);
    const standbys = new SilentStandbys(this.group, streams);
    const probe = new PrimaryProbe(
      node,
      this.credentials,
      { lost, unanswered: () => this.wakeNowAndThen(wake) },
      'postgres',
      undefined,
      {
        sql: STANDBY_REPLIES,
        answered: (rows) => standbys.note(rows as readonly StandbyReply[]),
      },
    );
    this.standbys = standbys;
    this.probe = probe;
    this.waitingFor = undefined;
    this.wokenAt = 0;
    if (before === undefined) return;
    log('info', 'new primary', { group: this.group.name, primary: leader });
    const formerIsSilent = isSuspect(before.silence);
    this.onNewPrimary({ former: before.node, current: node, formerIsSilent });
  }

  /** Several managers see each try of theirs fail, and Patroni knows after the first. */
  private wakeNowAndThen(wake: () => void): void {
    if (Date.now() - this.wokenAt < WAKE_PAUSE_MS) return;
    this.wokenAt = Date.now();
    wake();
  }

  /** Has Patroni look at its PostgreSQL now: without it, it would after up to its `loop_wait`. */
  private async wake(node: NodePlan): Promise<void> {
    if (this.waking) return;
    this.waking = true;
    await new Patroni(node, this.credentials).wake().catch(() => undefined);
    this.waking = false;
  }

  private async considerRelease(
    probe: PrimaryProbe,
    state: LeaderState,
    reports: readonly StreamReport[],
  ): Promise<void> {
    const primary = probe.node.name;
    const reason = reasonToWait(primary, probe.silence, state, reports);
    if (reason !== undefined) {
      if (isSuspect(probe.silence)) this.explain(reason);
      return;
    }
    const released = await this.store.release(this.group, state, {
      pauseS: RELEASE_PAUSE_S,
      again: isGone(probe.silence),
    });
    if (released) {
      this.waitingFor = undefined;
      log('warn', 'released the leader key of a silent primary', {
        ...{ group: this.group.name, primary, silentMs: probe.silence.silentMs, reports },
      });
      return;
    }
    this.explain(`something changed meanwhile, or the key was released in the last minute`);
  }

  private async askStandbys(primary: NodePlan): Promise<StreamReport[]> {
    const standbys = this.group.nodes.filter((node) => node !== primary);
    const reports = standbys.map((standby) => this.askStandby(standby).catch(() => undefined));
    return (await Promise.all(reports)).filter((report) => report !== undefined);
  }

  private async askStandby(standby: NodePlan): Promise<StreamReport | undefined> {
    const asked = withSession(standby, this.credentials, 'postgres', async (client) => {
      const { rows } = await client.query<{ streaming: boolean; silent_ms: number }>(STREAM);
      return rows[0];
    });
    const limit = new Promise<'late'>((resolve) =>
      setTimeout(resolve, STANDBY_LIMIT_MS, 'late').unref(),
    );
    const row = await Promise.race([asked, limit]);
    if (row === 'late') {
      asked.catch(() => undefined);
      return undefined;
    }
    return {
      standby: standby.name,
      streaming: row?.streaming ?? false,
      silentMs: row?.silent_ms ?? null,
    };
  }

  /** Logs why nothing is done, once a reason. */
  private explain(reason: string): void {
    if (reason === this.waitingFor) return;
    this.waitingFor = reason;
    log('warn', 'a silent primary is left alone', { group: this.group.name, reason });
  }
}
