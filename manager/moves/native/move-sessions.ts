import type { Client } from 'pg';
import type { ClusterPlan, NodePlan } from '../../../topology/plan';
import type { Credentials } from '../../credentials';
import { closeSession, openSession } from '../../sessions/sessions';

/** The primaries that a move concerns. */
export interface MoveNodes {
  readonly coordinator: NodePlan;
  readonly source: NodePlan;
  readonly target: NodePlan;
}

/** A superuser's sessions of one run of a move, each in the cluster's database. */
export interface MoveSessions {
  readonly nodes: MoveNodes;
  readonly coordinator: Client;
  readonly source: Client;
  /** A second one on the source, for what must not be in the first one's transaction. */
  readonly watch: Client;
  readonly target: Client;
  /** A second one on the target, which keeps what was there at the swap. */
  readonly snapshot: Client;
}

/** Longest wait for a lock, ms. */
const LOCK_LIMIT_MS = 2000;

const LOCK = `SELECT pg_try_advisory_lock(hashtext('cluster.shard_move'), $1) AS held`;

/**
 * Runs something of a move. Its sessions on all three nodes hold the move's lock there, so that whoever
 * is cut off, by whatever, does nothing more to it once somebody else goes on.
 *
 * @throws Error if a node does not answer, or a former run has yet to end there
 */
export async function withMoveSessions<T>(
  move: number,
  nodes: MoveNodes,
  { database }: ClusterPlan,
  credentials: Credentials,
  run: (sessions: MoveSessions) => Promise<T>,
): Promise<T> {
  const opened: Client[] = [];
  const open = async (node: NodePlan): Promise<Client> => {
    const client = await openSession(node, credentials, database);
    opened.push(client);
    // Only whoever waits ends a statement: what the server cuts short may seem to be done.
    await client.query(`SET statement_timeout = 0; SET lock_timeout = ${LOCK_LIMIT_MS}`);
    return client;
  };
  const hold = async (node: NodePlan): Promise<Client> => {
    const client = await open(node);
    const { rows } = await client.query<{ held: boolean }>(LOCK, [move]);
    if (rows[0]?.held !== true) throw new Error(`a former try has yet to end on ${node.name}`);
    return client;
  };
  try {
    return await run({
      nodes,
      coordinator: await hold(nodes.coordinator),
      source: await hold(nodes.source),
      watch: await open(nodes.source),
      target: await hold(nodes.target),
      snapshot: await open(nodes.target),
    });
  } finally {
    await Promise.all(opened.map((client) => closeSession(client)));
  }
}
