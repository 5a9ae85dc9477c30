import type { Client } from 'pg';
import type { NodePlan } from '../topology/plan';
import type { Credentials } from './credentials';
import { log } from './log';
import { closeSession, openSession } from './sessions/sessions';

/** Key of the lock that the acting manager holds on the coordinator primary. */
const LOCK = "SELECT pg_try_advisory_lock(hashtext('citus-cluster.manager')) AS held";

/** Longest wait for the primary's word, ms; its loss must not hold up the manager. */
const ANSWER_LIMIT_MS = 3000;

/**
 * Which manager acts: the one whose session holds an advisory lock on the coordinator primary. The
 * lock ends with the session, and so with the manager, the primary or the way between them.
 */
export class Leadership {
  private session: { readonly node: string; readonly client: Client } | undefined;
  private held = false;

  constructor(private readonly credentials: Credentials) {}

  /** Whether this manager acts. */
  get isLeader(): boolean {
    return this.held;
  }

  /** Takes or keeps the lock on the primary; false where another manager holds it. */
  async acquire(primary: NodePlan): Promise<boolean> {
    if (this.session !== undefined && this.session.node !== primary.name) await this.release();
    try {
      this.session ??= {
        node: primary.name,
        client: await openSession(primary, this.credentials, 'postgres', ANSWER_LIMIT_MS),
      };
      // A session that holds the lock takes it once more and needs no second one.
      const sql = this.held ? 'SELECT NOT pg_is_in_recovery() AS held' : LOCK;
      const { rows } = await this.session.client.query<{ held: boolean }>(sql);
      const held = rows[0]?.held === true;
      if (held !== this.held) log('info', held ? 'acting' : 'observing', { primary: primary.name });
      this.held = held;
      return held;
    } catch (error) {
      await this.release();
      throw error;
    }
  }

  /** Gives the lock up by ending the session. */
  async release(): Promise<void> {
    const client = this.session?.client;
    this.session = undefined;
    this.held = false;
    if (client !== undefined) await closeSession(client);
  }
}
