import { setTimeout as pause } from 'node:timers/promises';
import type { Client, ClientConfig } from 'pg';
import { openClient } from '../../sql/open-client';

/**
 * Logins that a writer's next session may be let in with, the present one first. They are asked for at
 * each session, as an application's configuration is when it connects again.
 */
export type WriterLogins = () => readonly ClientConfig[];

/** What writers know in the end. */
export interface WriterAccount {
  /** Keys whose write was acknowledged, in order. */
  readonly acknowledged: readonly number[];
  /** Keys of these, or written for another reason, that are in the table, in order. */
  readonly present: readonly number[];
  /** Statements that failed and were done when tried again, on another session. */
  readonly retried: number;
  /** Errors of statements that failed again. */
  readonly failed: readonly string[];
  /** Longest time in which no write of any writer was acknowledged, ms. */
  readonly longestGapMs: number;
}

/** Between two statements of a writer, ms: enough of them to miss nothing, and the machine left to what they watch. */
const PAUSE_MS = 150;

/** Between two tries of one that is patient, ms. */
const TRY_MS = 250;

/** How long the count in the end may take, ms; a writer's own limit is for one row. */
const COUNT_LIMIT_MS = 20_000;

/** A row of the distributed table; the load makes none of a negative vehicle. */
const WRITE = `
  INSERT INTO vehicle_locations (vehicle_id, location, recorded_at, region_code)
  VALUES (-$1::int, ST_SetSRID(ST_MakePoint(-73.9, 40.8), 4326), now(), 'region_' || $1::int % 64)`;
const WRITTEN = `
  SELECT DISTINCT -vehicle_id AS key FROM vehicle_locations WHERE vehicle_id < 0 ORDER BY key`;

/** Clients that write a row each, again and again, until they are stopped. */
export class Writers {
  private readonly acknowledged: number[] = [];
  private readonly failed: string[] = [];
  private retried = 0;
  private stopping = false;
  private lastKey: number;
  private lastAt = performance.now();
  private longestGapMs = 0;

  private running: Promise<void>[] = [];

  /** @param before keys that former writers wrote, in order */
  private constructor(
    private readonly control: WriterLogins,
    private readonly before: readonly number[],
    private readonly patienceMs: number,
  ) {
    this.lastKey = before.at(-1) ?? 0;
  }

  /**
   * Starts that many, each on a session that it keeps.
   *
   * @param patienceMs how long a statement that failed is tried again; by default it is once
   */
  static async start(
    count: number,
    loginsOf: (one: number) => WriterLogins,
    patienceMs = 0,
  ): Promise<Writers> {
    const writers = new Writers(loginsOf(0), await written(loginsOf(0)), patienceMs);
    const sessions = await Promise.all(
      Array.from({ length: count }, (_, one) => open(loginsOf(one)())),
    );
    writers.lastAt = performance.now();
    writers.running = sessions.map((session, one) => writers.write(session, loginsOf(one)));
    return writers;
  }

  /** Ends them and counts. */
  async stop(): Promise<WriterAccount> {
    this.stopping = true;
    await Promise.all(this.running);
    const present = (await written(this.control)).slice(this.before.length);
    const { acknowledged, failed, retried, longestGapMs } = this;
    acknowledged.sort((one, other) => one - other);
    return { acknowledged, present, retried, failed, longestGapMs };
  }

  private async write(first: Client, logins: WriterLogins): Promise<void> {
    let session = first;
    while (!this.stopping) {
      const key = (this.lastKey += 1);
      const insert = async (): Promise<void> => {
        await session.query(WRITE, [key]);
        this.acknowledge(key);
      };
      try {
        await insert();
      } catch {
        const deadline = Date.now() + this.patienceMs;
        for (;;) {
          try {
            // One that its server left says nothing to a farewell.
            session.connection.stream.destroy();
            session = await open(logins());
            await insert();
            this.retried += 1;
            break;
          } catch (error) {
            if (Date.now() < deadline) await pause(TRY_MS);
            else {
              this.failed.push(String(error));
              break;
            }
          }
        }
      }
      await pause(PAUSE_MS);
    }
    await session.end();
  }

  private acknowledge(key: number): void {
    const now = performance.now();
    this.longestGapMs = Math.max(this.longestGapMs, Math.round(now - this.lastAt));
    this.lastAt = now;
    this.acknowledged.push(key);
  }
}

/** Keys of all writers that are in the table, in order. */
async function written(logins: WriterLogins): Promise<number[]> {
  const session = await open(
    logins().map((login) => ({ ...login, query_timeout: COUNT_LIMIT_MS })),
  );
  const { rows } = await session.query<{ key: number }>(WRITTEN);
  await session.end();
  return rows.map(({ key }) => key);
}

/** A session with whichever login is taken. */
async function open([login = {}, ...others]: readonly ClientConfig[]): Promise<Client> {
  try {
    return await openClient({ ...login, connectionTimeoutMillis: 10_000 });
  } catch (error) {
    if (others.length === 0) throw error;
    return open(others);
  }
}
