import type { ClusterPlan, NodePlan } from '../topology/plan';
import { keepServerOrder, STUCK_ON_WORKER } from './foreign-servers';
import { log } from './log';
import type { Observation } from './observation';
import type { Secrets } from './secrets';
import { withSession } from './sessions';

/** Between two looks, ms. */
const ROUND_MS = 500;

/** Longest wait for one node's answer, ms. */
const ANSWER_LIMIT_MS = 2000;

/** For so long after a worker was last seen without a primary, or with a new one, ms. */
const AFTERMATH_MS = 30_000;

/** A session of the coordinator that waits for a worker. */
interface WaitingSession {
  readonly pid: number;
}

/**
 * Keeps the way from the coordinator to its foreign workers open across a failover: the new primary
 * comes first in its server's host list, and sessions that wait for the lost one are ended.
 *
 * Both can't wait for the manager's round, which may be held up by the very node that failed.
 */
export class WorkerRoutes {
  private stopping = false;
  private applied = '';
  private troubledAt = 0;
  /** Sessions that were seen waiting for no living worker in the last look. */
  private suspects: ReadonlySet<number> = new Set();

  constructor(
    private readonly plan: ClusterPlan,
    private readonly secrets: Secrets,
    private readonly look: () => Promise<Observation>,
    private readonly isActing: () => boolean,
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
    const { groups } = await this.look();
    const primaries = groups.map(({ primary }) => primary?.node);
    const [coordinator, ...workers] = primaries;
    if (coordinator === undefined || !this.isActing()) return;
    const signature = primaries.map((node) => node?.name).join();
    const troubled = workers.includes(undefined) || signature !== this.applied;
    if (troubled && this.applied !== '') this.troubledAt = Date.now();
    const living = workers.filter((node) => node !== undefined);
    if (signature !== this.applied) {
      const changes = await this.inDatabase(coordinator, (client) =>
        keepServerOrder(client, this.plan, living),
      );
      for (const change of changes) log('info', 'changed', { change });
      this.applied = signature;
    }
    if (Date.now() - this.troubledAt < AFTERMATH_MS) await this.endStuck(coordinator, living);
  }

  /**
   * Ends the sessions on the coordinator that wait for a worker while none of the living ones works
   * for them, in two looks running. Each session's connections carry its process id as their name.
   */
  private async endStuck(coordinator: NodePlan, living: readonly NodePlan[]): Promise<void> {
    const { rows } = await this.inDatabase(coordinator, (client) =>
      client.query<WaitingSession>(STUCK_ON_WORKER.waiting),
    );
    if (rows.length === 0) {
      this.suspects = new Set();
      return;
    }
    const working = await Promise.all(living.map((node) => this.workedFor(node)));
    // A worker that does not answer may be the one that they rightly wait for.
    if (working.includes(undefined)) return;
    const served = new Set(working.flatMap((pids) => pids ?? []));
    const waiting = rows.map(({ pid }) => pid).filter((pid) => !served.has(pid));
    const stuck = waiting.filter((pid) => this.suspects.has(pid));
    this.suspects = new Set(waiting);
    if (stuck.length === 0) return;
    await this.inDatabase(coordinator, (client) => client.query(STUCK_ON_WORKER.end, [stuck]));
    log('warn', 'ended sessions that waited for a lost worker', { sessions: stuck.length });
  }

  private async workedFor(node: NodePlan): Promise<number[] | undefined> {
    try {
      const { rows } = await this.inDatabase(node, (client) =>
        client.query<WaitingSession>(STUCK_ON_WORKER.served),
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
