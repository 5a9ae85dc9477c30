import type { Client } from 'pg';
import { addressOf, type ClusterPlan, type NodePlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import type { GroupFailover } from '../failover/failover-watch';
import { log } from '../log';
import { withSession } from '../sessions/sessions';
import { exchangeNames } from './exchange-names';

/** How long after a worker's failover the catalogue is looked after, ms. */
const LIMIT_MS = 30_000;

/**
 * How long what Patroni does is looked after once the catalogue is right, ms: longer than it takes to try
 * again, and than a session hangs on a host that swallows packets (`tcp_user_timeout`).
 */
const LINGER_MS = 15_000;

/** Between two looks, ms. */
const STEP_MS = 200;

/**
 * Ends the sessions that keep Patroni from registering a worker's new primary. They hold the locks of
 * shards on it since before the failover, and wait for the old primary, which will not answer: Citus
 * itself would end them, after a grace that is meant for queries of a living node. What they were
 * doing was never acknowledged.
 */
const END_BLOCKERS_OF_PATRONI = `
  SELECT pg_terminate_backend(blocker.pid)
  FROM pg_stat_activity blocker
  WHERE blocker.backend_type = 'client backend' AND blocker.pid <> pg_backend_pid()
    AND blocker.xact_start < clock_timestamp() - $1::float8 * interval '1 ms'
    AND blocker.pid IN (
      SELECT unnest(pg_blocking_pids(update.pid)) FROM pg_stat_activity update
      WHERE update.wait_event_type = 'Lock' AND update.query LIKE '%citus_update_node%')`;

/**
 * Ends what Patroni changes in the catalogue where it hangs: on locks, or, registering another node in a copy
 * of the catalogue, on the lost host itself. It holds the lock on the catalogue meanwhile. Patroni tries again.
 */
const END_HANGING_CHANGE = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE state = 'active' AND query ~ 'citus_(add|update|remove)_node' AND pid <> pg_backend_pid()
    AND xact_start < clock_timestamp() - $1::float8 * interval '1 ms'`;

/**
 * Ends such a change later on, where what it waits for is older than the failover. It took up the locks of
 * other shards and the catalogue as it was before the exchange; begun anew, it finds nothing to change.
 */
const END_BELATED_UPDATE = `
  SELECT pg_terminate_backend(update.pid) FROM pg_stat_activity update
  WHERE update.wait_event_type = 'Lock' AND update.query LIKE '%citus_update_node%'
    AND EXISTS (SELECT FROM pg_stat_activity blocker
      WHERE blocker.pid = ANY (pg_blocking_pids(update.pid))
        AND blocker.xact_start < clock_timestamp() - $1::float8 * interval '1 ms')`;

const REGISTERED = `
  SELECT nodename AS name FROM pg_dist_node
  WHERE noderole = 'primary' AND groupid = $1`;

/** What the catalogue is taken over with. */
export interface Takeover {
  /** The coordinator primary. */
  readonly coordinator: NodePlan;
  /**
   * The primary of each worker group, which has a copy of the catalogue, as of when it is asked for: of groups
   * that were lost together each has another one soon.
   */
  readonly workers: readonly (() => NodePlan)[];
  readonly credentials: Credentials;
  readonly plan: Pick<ClusterPlan, 'database'>;
  /** Ends it, e.g. for another coordinator. */
  readonly signal: AbortSignal;
}

/**
 * Sees to it that Citus's catalogue names a worker's new primary soon after a failover. That is
 * Patroni's work, and takes it no time where the former primary is gone for good. Where it is frozen
 * or cut off, sessions hang on it that can't even be ended (they send a cancel request there, and
 * wait for its answer), and whose locks Patroni waits for. Those locks keep others from using the old
 * primary while it is exchanged, which can't happen here: so the names are changed past them.
 *
 * @throws Error where it could not be in {@link LIMIT_MS}
 */
export async function takeOverCatalogue(
  failover: GroupFailover,
  { coordinator, workers, credentials, plan, signal }: Takeover,
): Promise<void> {
  const startedAt = Date.now();
  const on = <T>(node: () => NodePlan, act: (client: Client) => Promise<T>, until: number) =>
    untilDone(() => withSession(node(), credentials, plan.database, act), until, signal);
  const enteredBy = startedAt + LIMIT_MS;
  const isExchanged = await on(
    () => coordinator,
    (client) => enter(client, failover, startedAt, signal),
    enteredBy,
  );
  if (!failover.formerIsSilent) return;
  const until = Date.now() + LINGER_MS;
  const copies = isExchanged ? workers : [];
  await Promise.all([
    on(
      () => coordinator,
      (client) => endBelatedUpdates(client, startedAt, until, signal),
      until,
    ),
    // Patroni compares the copies of the catalogue with nothing.
    ...copies.map((worker) => on(worker, (client) => exchangeNames(client, failover), enteredBy)),
  ]);
}

/** Waits until a new primary is entered, or enters it. @returns whether it was entered past locks */
async function enter(
  client: Client,
  failover: GroupFailover,
  startedAt: number,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted && Date.now() - startedAt < LIMIT_MS) {
    const age = Date.now() - startedAt;
    const { rows } = await client.query<{ name: string }>(REGISTERED, [failover.current.group]);
    if (rows[0]?.name === addressOf(failover.current)) return false;
    const ended = await client.query(END_BLOCKERS_OF_PATRONI, [age]);
    if (ended.rows.length > 0) {
      log('warn', 'ended sessions that wait for a lost worker', { sessions: ended.rows.length });
    }
    // What can be ended is gone by the next look.
    if (failover.formerIsSilent && age > STEP_MS) {
      await client.query(END_HANGING_CHANGE, [STEP_MS]);
      await exchangeNames(client, failover);
      log('warn', "changed a worker's primary in the catalogue past the locks of its lost one", {
        ...{ former: failover.former.name, current: failover.current.name },
      });
      return true;
    }
    await pause();
  }
  return false;
}

/** Ends what Patroni began before a lost worker was exchanged, and would have others wait for. */
async function endBelatedUpdates(
  client: Client,
  startedAt: number,
  until: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && Date.now() < until) {
    const { rows } = await client.query(END_BELATED_UPDATE, [Date.now() - startedAt]);
    if (rows.length > 0)
      log('warn', 'ended a change of the catalogue that waits for a lost worker');
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, STEP_MS));
}

/** Tries again until a time: nodes may be starting, or too busy to take a session. */
async function untilDone<T>(
  attempt: () => Promise<T>,
  until: number,
  signal: AbortSignal,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (signal.aborted || Date.now() > until) throw error;
    await pause();
    return untilDone(attempt, until, signal);
  }
}
