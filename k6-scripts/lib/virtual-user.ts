import exec from 'k6/execution';
import { sleep } from 'k6';
import type { Operation, Statement, StatementContext } from './operation';
import { seededRandom, type Random } from './random';
import { Recorder } from './recorder';
import { SAMPLE_PREFIX } from './sample';
import type { Session } from './session';
import type { Settings } from './settings';
import { needsNewConnection } from './sql-error';

/** Pause after the connection was lost, so that a server that is down is not flooded, seconds. */
const RECONNECT_PAUSE_S = 0.1;

/**
 * A clock of the time since the run's start, ms with fractions, monotonic. To be made once a virtual
 * user: k6 builds the object behind it anew at each access.
 */
export function runClock(): () => number {
  const { instance } = exec;
  return () => instance.currentTestRunDuration;
}

/** One virtual user: its sessions, its random numbers, its records. */
export class VirtualUser {
  /** Time of the run, ms. */
  readonly now = runClock();
  private readonly random: Random;
  private readonly recorder: Recorder;
  private readonly context: StatementContext;

  /** @param hasOwnValues as {@link Recorder} has it */
  constructor(
    private readonly settings: Settings,
    private readonly choose: (random: Random) => Operation,
    private readonly sessions: { readonly reads: Session; readonly writes: Session },
    hasOwnValues: boolean,
  ) {
    this.recorder = new Recorder((sample) => {
      console.log(SAMPLE_PREFIX + JSON.stringify(sample));
    }, hasOwnValues);
    this.random = seededRandom(settings.seed, exec.vu.idInTest);
    this.context = {
      random: this.random,
      dataset: settings.dataset,
      user: exec.vu.idInTest,
      users: settings.load.vus,
      get nowMs() {
        return Date.now();
      },
    };
  }

  /**
   * Sends one operation, records it and thinks as long as the profile says. Never throws.
   *
   * @param dueMs when it was due, time of the run in ms, if that is earlier than now: its
   *   latency counts from then. Infinity otherwise.
   * @returns when that was done, time of the run in ms
   */
  step(dueMs: number): number {
    const { sessions, recorder } = this;
    const operation = this.choose(this.random);
    const statement = operation.statement(this.context);
    const { sql, parameters, next, undo } = statement;
    const session = operation.class === 'write' ? sessions.writes : sessions.reads;
    const { times } = session;
    let startMs = dueMs;
    let rows: number;
    let isRight: boolean;
    try {
      rows = session.execute(sql, parameters);
      const sentMs = times[0] as number;
      if (sentMs < dueMs) startMs = sentMs;
      isRight = isExpected(statement, rows);
      // An iterator would cost k6's JavaScript engine several times as much.
      for (let i = 0; next !== undefined && i < next.length; i += 1) {
        const following = next[i] as Statement;
        const more = session.execute(following.sql, following.parameters);
        isRight = isRight && isExpected(following, more);
        rows += more;
      }
    } catch (error) {
      this.fail(operation, session, String(error), startMs, next !== undefined);
      return this.think();
    }
    const endMs = times[1] as number;
    if (isRight) {
      recorder.succeed(operation.name, startMs, endMs, rows);
      statement.succeeded?.();
    } else recorder.wrongRows(operation.name, startMs, endMs, rows);
    if (undo !== undefined) return this.restore(operation, session, undo);
    return this.settings.thinkTimeS === null ? endMs : this.think();
  }

  private restore(operation: Operation, session: Session, undo: readonly Statement[]): number {
    try {
      for (const { sql, parameters } of undo) session.execute(sql, parameters);
    } catch (error) {
      this.fail(operation, session, String(error), Infinity, false);
    }
    return this.think();
  }

  /** Writes out what was recorded so far. */
  flush(): void {
    this.recorder.flush();
  }

  private think(): number {
    const { thinkTimeS } = this.settings;
    if (thinkTimeS !== null) {
      this.flush();
      sleep(this.random.between(...thinkTimeS));
    }
    return this.now();
  }

  /** @param isOpen whether a transaction may be */
  private fail(
    operation: Operation,
    session: Session,
    message: string,
    dueMs: number,
    isOpen: boolean,
  ): void {
    const [sentMs, endMs] = session.times as unknown as readonly [number, number];
    const startMs = Math.min(dueMs, sentMs);
    const errorClass = this.recorder.fail(operation.name, startMs, endMs, message);
    const isLost = needsNewConnection(errorClass);
    if (!isLost && !isOpen) return;
    this.flush();
    try {
      session.close();
    } catch {
      // It was lost already.
    }
    if (isLost) sleep(RECONNECT_PAUSE_S);
  }
}

function isExpected({ rows: [least, most] }: Statement, rows: number): boolean {
  return rows >= least && rows <= most;
}
