import type { Client } from 'pg';
import type { ClusterPlan, NodePlan } from '../../topology/plan';
import { log } from '../log';
import type { Observation } from '../observe/observation';
import type { Credentials } from '../credentials';
import { forEachAtOnce } from '../at-once';
import { restBetween } from '../rest-between';
import { KeptSessions } from '../sessions/kept-sessions';

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
  private readonly sessions: KeptSessions;
  private stopping = false;
  private round = 0;

  /**
   * @param look gives an observation that is fresh
   * @param isActing whether this manager is the acting one
   */
  constructor(
    plan: ClusterPlan,
    credentials: Credentials,
    private readonly look: () => Promise<Observation>,
    private readonly isActing: () => boolean,
  ) {
    this.sessions = new KeptSessions({
      ...{ credentials, database: plan.database, answerLimitMs: ANSWER_LIMIT_MS },
      // What Citus opens for it to the other nodes is not kept.
      start: `SET statement_timeout = '${STATEMENT_TIMEOUT}'; SET citus.max_cached_conns_per_worker = 0`,
    });
  }

  /** Recovers again and again until {@link stop}. */
  async run(): Promise<void> {
    while (!this.stopping) {
      await this.recoverAll().catch((error: unknown) => {
        log('warn', 'nobody to recover prepared transactions on', { error: String(error) });
      });
      await restBetween(INTERVAL_MS, () => this.stopping);
    }
    this.sessions.keepOnly([]);
  }

  stop(): void {
    this.stopping = true;
  }

  private async recoverAll(): Promise<void> {
    if (!this.isActing()) return;
    const { groups } = await this.look();
    const withWorkers = this.round % WORKER_ROUNDS === 0;
    this.round += 1;
    const primaries = groups.flatMap(({ primary }) => primary?.node ?? []);
    this.sessions.keepOnly(primaries);
    const left = await forEachAtOnce(primaries, (node) => this.onNode(node, leftBy(node)));
    const initiators = new Set(left.flatMap((found) => found ?? []));
    const asked = primaries.filter(
      ({ group }) => initiators.has(group) && (withWorkers || group === 0),
    );
    await forEachAtOnce(this.isActing() ? asked : [], (node) => this.onNode(node, recover(node)));
  }

  /** Runs something in the session on a node; a node that fails is asked again in the next round. */
  private async onNode<T>(
    node: NodePlan,
    run: (client: Client) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await this.sessions.ask(node, run);
    } catch (error) {
      log('warn', 'prepared transactions could not be recovered', {
        ...{ node: node.name, error: String(error) },
      });
      return undefined;
    }
  }
}

const HAS_CITUS = `SELECT FROM pg_extension WHERE extname = 'citus'`;

/** Groups by whose primaries a transaction was prepared here, as Citus names them. */
const PREPARED = `
  SELECT DISTINCT split_part(gid, '_', 2)::integer AS group FROM pg_prepared_xacts
  WHERE gid ~ '^citus_[0-9]+_' AND database = current_database()`;

/** Whether this node has records of transactions that it decided to commit. */
const RECORDS = 'SELECT FROM pg_dist_transaction LIMIT 1';

/**
 * The groups that may have something to finish, as a node sees it: those that prepared something here,
 * and its own where it has records. To finish anything, Citus connects to all other nodes, so that a
 * cluster at rest is not asked to.
 */
function leftBy({ group }: NodePlan) {
  return async (client: Client): Promise<number[]> => {
    if ((await client.query(HAS_CITUS)).rowCount === 0) return [];
    const { rows } = await client.query<{ group: number }>(PREPARED);
    const { rowCount } = await client.query(RECORDS);
    return [...rows.map((row) => row.group), ...(rowCount === 0 ? [] : [group])];
  };
}

/** Has a node finish what its group began. */
function recover({ name }: NodePlan) {
  return async (client: Client): Promise<void> => {
    const { rows } = await client.query<{ recovered: number }>(
      'SELECT recover_prepared_transactions() AS recovered',
    );
    const recovered = rows[0]?.recovered ?? 0;
    if (recovered > 0) log('info', 'recovered prepared transactions', { node: name, recovered });
  };
}
