import type { ClusterPlan, NodePlan } from '../../topology/plan';
import { FOREIGN_WAITS, keepServerOrder } from '../set-up/foreign-servers';
import { log } from '../log';
import type { Secrets } from '../secrets';
import { withSession } from '../sessions/sessions';
import {
  endSessions,
  stillThere,
  unservedSessions,
  type WaitingSession,
} from '../sessions/stuck-sessions';

/** Between two looks, ms. */
const ROUND_MS = 300;

/** Longest wait for one node's answer, ms. */
const ANSWER_LIMIT_MS = 2000;

/** For so long after a server was led elsewhere are sessions looked for, ms. */
const AFTERMATH_MS = 30_000;

/**
 * Keeps the way from the coordinator to its foreign workers open across a failover: the new primary
 * comes first in its server's host list, and sessions that wait for the lost one are ended.
 *
 * Both can't wait for the manager's round, which may be held up by the very node that failed. Nor do
 * they need the acting manager: another one would do the same, and once is enough.
 */
export class WorkerRoutes {
  private stopping = false;
  private applied = '';
  private coordinator: NodePlan | undefined;
  /** When a server was last led elsewhere: ms here, and by the coordinator's clock. */
  private changedAt = 0;
  private changedAtThere = '';
  /** Sessions that were seen waiting for no living worker in the last look. */
  private suspects: readonly WaitingSession[] = [];

  constructor(
    private readonly plan: ClusterPlan,
    private readonly secrets: Secrets,
    /** The primary of each group, the coordinator's first; undefined where there is none. */
    private readonly primaries: () => Promise<readonly (NodePlan | undefined)[]>,
  ) {}

  /** Goes round until {@link stop}. */
  async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.round();
      } catch (error) {
        this.applied = '';
        log('warn', 'the ways to the workers could not be kept', { error: String(error) });
      }
      await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
    }
  }

  /** Ends the loop after the round under way. */
  stop(): void {
    this.stopping = true;
  }

  private async round(): Promise<void> {
    const [first, ...rest] = await this.primaries();
    // A coordinator under the storm that a failover brings may be late with its answer.
    this.coordinator = first ?? this.coordinator;
    const { coordinator } = this;
    if (coordinator === undefined) return;
    const living = rest.filter((node) => node !== undefined);
    const signature = [coordinator, ...living].map(({ name }) => name).join();
    if (signature !== this.applied) {
      await this.leadTo(coordinator, living);
      this.applied = signature;
    }
    // While a worker has no primary there is nothing that its sessions could do instead.
    const complete = living.length === rest.length;
    if (complete && Date.now() - this.changedAt < AFTERMATH_MS) {
      await this.endStuck(coordinator, living);
    }
  }

  private async leadTo(coordinator: NodePlan, living: readonly NodePlan[]): Promise<void> {
    await this.inDatabase(coordinator, async (client) => {
      const changes = await keepServerOrder(client, this.plan, living);
      if (changes.length === 0) return;
      const { rows } = await client.query<{ at: string }>('SELECT clock_timestamp()::text AS at');
      this.changedAt = Date.now();
      this.changedAtThere = rows[0]?.at ?? 'infinity';
      for (const change of changes) log('info', 'changed', { change });
    });
  }

  /**
   * Ends the sessions on the coordinator that have waited for a worker since before the last change
   * while none of the living ones works for them, in two looks running. Each session's connections
   * carry its process id as their name.
   */
  private async endStuck(coordinator: NodePlan, living: readonly NodePlan[]): Promise<void> {
    const { rows } = await this.inDatabase(coordinator, (client) =>
      client.query<WaitingSession>(FOREIGN_WAITS.waiting, [this.changedAtThere]),
    );
    if (rows.length === 0) {
      this.suspects = [];
      return;
    }
    const served = await Promise.all(living.map((node) => this.workedFor(node)));
    const unserved = unservedSessions(rows, served);
    if (unserved === undefined) return;
    const stuck = stillThere(this.suspects, unserved);
    this.suspects = unserved;
    if (stuck.length === 0) return;
    await this.inDatabase(coordinator, (client) => endSessions(client, stuck));
    log('warn', 'ended sessions that waited for a lost worker', { sessions: stuck.length });
  }

  private async workedFor(node: NodePlan): Promise<number[] | undefined> {
    try {
      const { rows } = await this.inDatabase(node, (client) =>
        client.query<{ pid: number }>(FOREIGN_WAITS.served),
      );
      return rows.map(({ pid }) => pid);
    } catch {
      return undefined;
    }
  }

  private inDatabase<T>(node: NodePlan, run: Parameters<typeof withSession<T>>[3]): Promise<T> {
    const { superuser } = this.secrets;
    return withSession(node, superuser, this.plan.database, run, ANSWER_LIMIT_MS);
  }
}
