import type { ClusterPlan, NodePlan } from '../../topology/plan';
import { log } from '../log';
import type { Observation } from '../observe/observation';
import type { Credentials } from '../credentials';
import { closeSession, openSession } from '../sessions/sessions';

/** Between two recoveries, ms. Until then a transaction that a failover left keeps its locks. */
const INTERVAL_MS = 5000;

/** Workers recover what came through the any-node port, once in so many rounds. */
const WORKER_ROUNDS = 3;

/**
 * Longest time that a recovery may take on the server. A node that is stopped in the middle of one
 * and goes on later finds its time over, before it could do harm to the transactions of the primary
 * that took its place.
 */
const STATEMENT_TIMEOUT = '3s';

/** Longest wait for an answer, ms; a paused server never gives one. */
const ANSWER_LIMIT_MS = 4000;

/**
 * Has the primary of each group finish the transactions over several nodes that a failover left
 * prepared: commits those of which it has a record, rolls the others back.
 *
 * Citus would do that by itself in every node that takes itself for a primary. One that was paused
 * and goes on does so until its Patroni finds out that it was deposed, and then rolls back what its
 * successor has just prepared and acknowledges: rows of the one shard or copy, but not of the other.
 * So that is turned off (`citus.recover_2pc_interval`), and only who is primary in everybody's view
 * is told to.
 */
export class TwoPhaseRecovery {
  private stopping = false;
  private round = 0;

  /**
   * @param look gives an observation that is fresh
   * @param isActing whether this manager is the acting one
   */
  constructor(
    private readonly plan: ClusterPlan,
    private readonly credentials: Credentials,
    private readonly look: () => Promise<Observation>,
    private readonly isActing: () => boolean,
  ) {}

  /** Recovers again and again until {@link stop}. */
  async run(): Promise<void> {
    while (!this.stopping) {
      await this.recoverAll().catch((error: unknown) => {
        log('warn', 'nobody to recover prepared transactions on', { error: String(error) });
      });
      for (let waited = 0; waited < INTERVAL_MS && !this.stopping; waited += 200) {
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  stop(): void {
    this.stopping = true;
  }

  private async recoverAll(): Promise<void> {
    if (!this.isActing()) return;
    const { groups } = await this.look();
    const withWorkers = this.round % WORKER_ROUNDS === 0;
    this.round += 1;
    const primaries = groups
      .flatMap(({ primary }) => primary?.node ?? [])
      .filter(({ group }) => withWorkers || group === 0);
    await Promise.all(
      primaries.map((node) =>
        this.recover(node).catch((error: unknown) => {
          log('warn', 'prepared transactions could not be recovered', {
            node: node.name,
            error: String(error),
          });
        }),
      ),
    );
  }

  private async recover(node: NodePlan): Promise<void> {
    const client = await openSession(node, this.credentials, this.plan.database, ANSWER_LIMIT_MS);
    try {
      const { rows: has } = await client.query<{ citus: boolean }>(
        `SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') AS citus`,
      );
      if (has[0]?.citus !== true) return;
      await client.query(`SET statement_timeout = '${STATEMENT_TIMEOUT}'`);
      const { rows } = await client.query<{ recovered: number }>(
        'SELECT recover_prepared_transactions() AS recovered',
      );
      const recovered = rows[0]?.recovered ?? 0;
      if (recovered > 0) {
        log('info', 'recovered prepared transactions', { node: node.name, recovered });
      }
    } finally {
      await closeSession(client);
    }
  }
}
