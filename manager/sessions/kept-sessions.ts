import type { Client } from 'pg';
import type { NodePlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import { closeSession, openSession } from './sessions';

/** How the sessions are opened. */
export interface KeptSessionOptions {
  readonly credentials: Credentials;
  readonly database: string;
  /** Longest wait for one answer, ms. */
  readonly answerLimitMs: number;
  /** Run at the start of each session; '' for nothing. */
  readonly start: string;
}

/** A superuser's sessions that stay open from one look to the next, one a node. */
export class KeptSessions {
  private readonly sessions = new Map<string, Client>();
  private readonly ended = new WeakSet<Client>();

  constructor(private readonly options: KeptSessionOptions) {}

  /**
   * Runs something on the node's session. One that has ended since the last time is not opened anew for it:
   * a transaction that it had begun would go on outside of one.
   *
   * @throws what failed; the session is then opened anew the next time
   */
  async ask<T>(node: NodePlan, run: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await run(await this.sessionOn(node));
    } catch (error) {
      this.drop(node.name);
      throw error;
    }
  }

  /** Begins a round: ends all sessions but those on these nodes, and forgets those that a server has ended. */
  keepOnly(nodes: readonly NodePlan[]): void {
    const kept = new Set(nodes.map(({ name }) => name));
    for (const [name, client] of this.sessions) {
      if (!kept.has(name) || this.ended.has(client)) this.drop(name);
    }
  }

  private async sessionOn(node: NodePlan): Promise<Client> {
    const kept = this.sessions.get(node.name);
    if (kept !== undefined) return kept;
    const { credentials, database, answerLimitMs, start } = this.options;
    const client = await openSession(node, credentials, database, answerLimitMs);
    client.once('end', () => this.ended.add(client));
    this.sessions.set(node.name, client);
    if (start !== '') await client.query(start);
    return client;
  }

  private drop(name: string): void {
    const client = this.sessions.get(name);
    this.sessions.delete(name);
    if (client !== undefined) void closeSession(client);
  }
}
