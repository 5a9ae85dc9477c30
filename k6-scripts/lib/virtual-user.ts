import exec from 'k6/execution';
import { sleep } from 'k6';
import { Connection } from './connection';
import type { Operation } from './operation';
import { seededRandom, type Random } from './random';
import { Recorder } from './recorder';
import { SAMPLE_PREFIX } from './sample';
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
  private readonly recorder = new Recorder((sample) => {
    console.log(SAMPLE_PREFIX + JSON.stringify(sample));
  });
  private readonly reads: Connection;
  private readonly writes: Connection;

  constructor(
    private readonly settings: Settings,
    private readonly choose: (random: Random) => Operation,
    dsn: { readonly read: string; readonly write: string },
  ) {
    const { seed, statementTimeoutMs } = settings;
    this.random = seededRandom(seed, exec.vu.idInTest);
    this.writes = new Connection(dsn.write, statementTimeoutMs);
    this.reads =
      dsn.read === dsn.write ? this.writes : new Connection(dsn.read, statementTimeoutMs);
  }

  /**
   * Sends one statement, records it and thinks as long as the profile says. Never throws.
   *
   * @returns when that was done, time of the run in ms
   */
  step(): number {
    const operation = this.choose(this.random);
    const { random, settings } = this;
    const statement = operation.statement({
      random,
      dataset: settings.dataset,
      nowMs: Date.now(),
    });
    const isWrite = operation.class === 'write';
    const connection = isWrite ? this.writes : this.reads;
    const startMs = this.now();
    this.recorder.start(startMs);
    let endMs: number;
    try {
      const rows = isWrite ? connection.execute(statement) : connection.query(statement);
      endMs = this.now();
      if (rows < statement.rows[0] || rows > statement.rows[1])
        this.recorder.wrongRows(operation.name, endMs, rows);
      else this.recorder.succeed(operation.name, startMs, endMs, rows);
    } catch (error) {
      endMs = this.now();
      const errorClass = this.recorder.fail(operation.name, endMs, String(error));
      if (needsNewConnection(errorClass)) this.reconnect(connection);
    }
    if (settings.thinkTimeS === null) return endMs;
    this.think(settings.thinkTimeS);
    return this.now();
  }

  /** Writes out what was recorded so far. */
  flush(): void {
    this.recorder.flush();
  }

  private think([least, most]: readonly [number, number]): void {
    this.flush();
    sleep(this.random.between(least, most));
  }

  private reconnect(connection: Connection): void {
    this.flush();
    try {
      connection.close();
    } catch {
      // It was lost already.
    }
    sleep(RECONNECT_PAUSE_S);
  }
}
