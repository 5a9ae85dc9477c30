import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/** Where a writer writes, and the passwords that may be its role's, the present one first. */
export interface WriterLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly passwords: readonly string[];
}

/** What writers know in the end. */
export interface WriterAccount {
  /** Keys whose write was acknowledged, in order. */
  readonly acknowledged: readonly number[];
  /** Keys of these, or written for another reason, that are in the table, in order. */
  readonly present: readonly number[];
  /** Statements that failed and were done when tried again, on a session of their own. */
  readonly retried: number;
  /** Errors of statements that failed twice. */
  readonly failed: readonly string[];
}

/** Between two statements of a writer, ms. */
const PAUSE_MS = 50;

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
  private lastKey = 0;

  private constructor(private readonly control: WriterLogin) {}

  /** Starts that many, each on a session that it keeps. */
  static async start(count: number, loginOf: (one: number) => WriterLogin): Promise<Writers> {
    const writers = new Writers(loginOf(0));
    const sessions = await Promise.all(
      Array.from({ length: count }, (_, one) => open(loginOf(one))),
    );
    writers.running = sessions.map((session, one) => writers.write(session, loginOf(one)));
    return writers;
  }

  private running: Promise<void>[] = [];

  /** Ends them and counts. */
  async stop(): Promise<WriterAccount> {
    this.stopping = true;
    await Promise.all(this.running);
    const session = await open(this.control);
    const { rows } = await session.query<{ key: number }>(WRITTEN);
    await session.end();
    const { acknowledged, failed, retried } = this;
    acknowledged.sort((one, other) => one - other);
    return { acknowledged, present: rows.map(({ key }) => key), retried, failed };
  }

  private async write(first: Client, login: WriterLogin): Promise<void> {
    let session = first;
    while (!this.stopping) {
      const key = (this.lastKey += 1);
      const insert = (): Promise<unknown> => session.query(WRITE, [key]);
      try {
        await insert();
        this.acknowledged.push(key);
      } catch {
        try {
          await session.end();
          session = await open(login);
          await insert();
          this.acknowledged.push(key);
          this.retried += 1;
        } catch (error) {
          this.failed.push(String(error));
        }
      }
      await pause(PAUSE_MS);
    }
    await session.end();
  }
}

/** A session with whichever password is taken. */
async function open({ passwords, ...login }: WriterLogin): Promise<Client> {
  const [password = '', ...others] = passwords;
  const client = new Client({ ...login, password, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (others.length === 0) throw error;
    return open({ ...login, passwords: others });
  }
}
