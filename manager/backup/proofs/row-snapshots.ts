import type { Client } from 'pg';
import { forEachAtOnce } from '../../at-once';
import type { Credentials } from '../../credentials';
import { closeSession, openSession } from '../../sessions/sessions';
import type { GroupPrimary, PointWitness } from '../restore-point';
import { ROWS_SESSION } from './read-rows';
import type { AskGroup } from './stored-shards';

/** Longest run of one statement, and longest pause between two, ms. */
const STATEMENT_MS = 60_000;

/** Whatever becomes of the manager: who sees the past holds vacuum up no longer than this. */
const SESSION = `${ROWS_SESSION};
  SET statement_timeout = ${STATEMENT_MS};
  SET idle_in_transaction_session_timeout = ${STATEMENT_MS}`;

/** A primary has ended the session that saw its rows, by a handover for instance. */
export class SnapshotLost extends Error {}

/** What the primaries of all groups hold at one moment, seen for as long as these sessions are open. */
export class RowSnapshots implements PointWitness {
  /** By the group's name. One that is lost is not opened anew: it would see another moment. */
  private readonly sessions = new Map<string, Client>();
  private readonly lost = new WeakSet<Client>();

  constructor(
    private readonly primaries: readonly GroupPrimary[],
    private readonly credentials: Credentials,
    private readonly database: string,
  ) {}

  /** Opens the sessions, which see nothing yet. */
  async prepare(): Promise<void> {
    await forEachAtOnce(this.primaries, async ({ group, node }) => {
      const { credentials, database } = this;
      const client = await openSession(node, credentials, database, STATEMENT_MS + 5000);
      client.once('error', () => this.lost.add(client));
      this.sessions.set(group.name, client);
      await client.query(SESSION);
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    });
  }

  /** From now on they see what there is now. */
  async see(): Promise<void> {
    await Promise.all(
      [...this.sessions.values()].map((client) => client.query('SELECT pg_current_snapshot()')),
    );
  }

  /** Asks one of the sessions. @throws SnapshotLost, or what failed */
  readonly ask: AskGroup = async ({ name }, run) => {
    const client = this.sessions.get(name);
    if (client === undefined) throw new Error(`${name} has no session`);
    try {
      if (!this.lost.has(client)) return await run(client);
    } catch (error) {
      if (!this.lost.has(client) && !isShutdown(error)) throw error;
    }
    throw new SnapshotLost(`the primary of ${name} ended the session that saw its rows`);
  };

  async close(): Promise<void> {
    const clients = [...this.sessions.values()];
    this.sessions.clear();
    await Promise.all(clients.map(closeSession));
  }
}

/** Whether a server ended a statement because it ends itself, or was told to (class 57, `admin_shutdown` and others). */
function isShutdown(error: unknown): boolean {
  return /^57P0/.test((error as { readonly code?: string }).code ?? '');
}
