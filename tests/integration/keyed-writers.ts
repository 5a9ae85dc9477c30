import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { openClient } from '../../sql/open-client';

/** What writers know in the end. */
export interface KeyedAccount {
  /** What the table has to hold of them: key and number of updates, in order. */
  readonly expected: readonly string[];
  readonly present: readonly string[];
  readonly failed: readonly string[];
  /** Longest time in which no write was acknowledged, ms. */
  readonly longestGapMs: number;
}

/**
 * Clients that insert rows of keys of their own, update them and delete some, in a table with the
 * columns id, city and body. What they know of acknowledged statements says exactly what is there.
 */
export class KeyedWriters {
  private readonly rows = new Map<number, string>();
  private readonly failed: string[] = [];
  private stopping = false;
  private lastAt = performance.now();
  private longestGapMs = 0;
  private running: Promise<void>[] = [];
  private static lastKey = 0;
  /** What their rows have in `city`, others' have not. */
  private readonly mark = `writer ${KeyedWriters.lastKey}`;

  private constructor(
    private readonly connection: string,
    private readonly table: string,
  ) {}

  /** Starts that many, each on a session of its own. */
  static async start(count: number, connection: string, table: string): Promise<KeyedWriters> {
    const writers = new KeyedWriters(connection, table);
    const sessions = await Promise.all(
      Array.from({ length: count }, () => openClient({ connectionString: connection })),
    );
    writers.lastAt = performance.now();
    writers.running = sessions.map((session) => writers.write(session));
    return writers;
  }

  /** Ends them and compares. */
  async stop(): Promise<KeyedAccount> {
    this.stopping = true;
    await Promise.all(this.running);
    const session = await openClient({ connectionString: this.connection });
    const { rows } = await session.query<{ id: string; body: string }>(
      `SELECT id::text, body FROM ${this.table} WHERE city = $1 ORDER BY ${this.table}.id`,
      [this.mark],
    );
    await session.end();
    const keys = [...this.rows.keys()].sort((one, other) => one - other);
    return {
      expected: keys.map((key) => `${key} ${this.rows.get(key) ?? ''}`),
      present: rows.map(({ id, body }) => `${id} ${body}`),
      failed: this.failed,
      longestGapMs: Math.round(this.longestGapMs),
    };
  }

  private async write(session: Client): Promise<void> {
    const own: number[] = [];
    while (!this.stopping) {
      const key = (KeyedWriters.lastKey += 1);
      try {
        await session.query(`INSERT INTO ${this.table} (id, city, body) VALUES ($1, $2, '0')`, [
          key,
          this.mark,
        ]);
        this.acknowledge(key, '0');
        own.push(key);
        const updated = own[Math.floor(Math.random() * own.length)] ?? key;
        const body = String(Number(this.rows.get(updated)) + 1);
        await session.query(`UPDATE ${this.table} SET body = (body::int + 1)::text WHERE id = $1`, [
          updated,
        ]);
        this.acknowledge(updated, body);
        if (own.length > 40) {
          const [deleted] = own.splice(Math.floor(Math.random() * own.length), 1);
          await session.query(`DELETE FROM ${this.table} WHERE id = $1`, [deleted]);
          this.rows.delete(deleted ?? key);
        }
      } catch (error) {
        this.failed.push(String(error));
      }
      await pause(10);
    }
    await session.end();
  }

  private acknowledge(key: number, body: string): void {
    const now = performance.now();
    this.longestGapMs = Math.max(this.longestGapMs, now - this.lastAt);
    this.lastAt = now;
    this.rows.set(key, body);
  }
}
