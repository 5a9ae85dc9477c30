import { DatabaseError, type Client } from 'pg';
import { AT_WORK } from '../manager/moves/citus/move-facts';
import { removeLeftovers } from '../manager/moves/citus/move-leftovers';
import { claimShardWork } from '../manager/moves/citus/shard-work-lock';
import { closeSession } from '../manager/sessions/sessions';
import { openPeerSession } from '../running/peer-session';
import { openOn, primaries } from '../running/primary-sessions';
import type { Deployment } from '../running/local-state';
import { messageOf } from '../words/message-of';
import { clusterDocker } from '../running/hosts/cluster-docker';
import type { ClusterPlan, NodePlan } from '../topology/plan';
import { UserError } from '../words/user-error';

/** Statements may take as long as they do, and wait for those who write. */
const PATIENT_SESSION = '-c statement_timeout=0 -c lock_timeout=0';

/** Jobs of Citus that move shards, and are not over. */
const JOBS_AT_WORK = `
  SELECT count(*)::integer AS count FROM pg_dist_background_job WHERE state::text = ANY($1)`;

/** A session on the coordinator primary for long statements. */
export interface CoordinatorSession {
  readonly client: Client;
  /** Runs a statement that a stop signal ends. @throws whatever ended it */
  readonly run: (sql: string, values?: readonly unknown[]) => Promise<void>;
  /** Removes what splits and moves have left behind: shards, slots, publications and subscriptions. */
  readonly removeOrphans: () => Promise<void>;
}

/**
 * Runs something that changes shards, alone: nobody else does meanwhile. What earlier work has left behind
 * is removed before, and what this leaves after.
 *
 * @throws UserError where a group has no primary, shards are on their way, or the server refuses
 */
export async function withCoordinator<T>(
  deployment: Deployment,
  signal: AbortSignal,
  work: (session: CoordinatorSession) => Promise<T>,
): Promise<T> {
  const [node] = await primaries(deployment);
  if (node === undefined) throw new Error('the plan has no group');
  const { plan } = deployment;
  const client = await openOn(plan, node, PATIENT_SESSION, 0);
  const removeOrphans = (): Promise<void> => removeLeftovers(client);
  try {
    await claim(client, plan.stack);
    await removeOrphans();
    const { processID } = client as unknown as { readonly processID: number };
    const run = async (sql: string, values: readonly unknown[] = []): Promise<void> => {
      const cancel = (): void => void cancelStatement(plan, node, processID);
      signal.addEventListener('abort', cancel);
      try {
        signal.throwIfAborted();
        await client.query(sql, [...values]);
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    };
    return await work({ client, run, removeOrphans });
  } catch (error) {
    throw error instanceof DatabaseError ? new UserError(messageOf(error)) : error;
  } finally {
    await removeOrphans().catch(() => undefined);
    await closeSession(client);
  }
}

async function claim(client: Client, stack: string): Promise<void> {
  if (!(await claimShardWork(client))) {
    throw new UserError(
      `shards of stack "${stack}" are being split already, or begin to move`,
      'wait for that to end, or end it with Ctrl-C where it was started',
    );
  }
  const { rows: jobs } = await client.query<{ count: number }>(JOBS_AT_WORK, [AT_WORK]);
  if (jobs[0]?.count !== 0) {
    throw new UserError(
      `shards of stack "${stack}" are on their way between workers`,
      `wait for that to end: \`npm run status -- --stack ${stack}\` tells how far it is`,
    );
  }
}

async function cancelStatement(plan: ClusterPlan, node: NodePlan, pid: number): Promise<void> {
  try {
    const other = await openPeerSession(clusterDocker(plan), node, plan.database);
    await other.query('SELECT pg_cancel_backend($1)', [pid]);
    await closeSession(other);
  } catch {
    // The session that is to be cancelled ends with this process in any case.
  }
}
