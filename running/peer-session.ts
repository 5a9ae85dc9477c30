import type Docker from 'dockerode';
import { Client } from 'pg';
import { QUIET_SESSION } from '../manager/sessions/sessions';
import { ContainerTunnel } from '../toolchain/docker/container-tunnel';
import type { NodePlan } from '../topology/plan';
import { SUPERUSER } from '../topology/postgres/roles';

/** Where PostgreSQL's sockets are in a node's container. */
const SOCKET_DIRECTORY = '/var/run/postgresql';

/** Longest wait for a session, and for one answer on it, ms: a commit waits for a standby. */
const CONNECT_LIMIT_MS = 15_000;
const ANSWER_LIMIT_MS = 30_000;

/**
 * A superuser's session on a node that needs no password: it comes from inside the container, from the
 * operating system's user of the same name. The caller closes it.
 *
 * @param options of libpq; default: none of its statements is logged
 * @param answerLimitMs longest wait for one answer, 0 for as long as it takes; default 30 s
 * @throws Error if the node does not answer in time, or refuses
 */
export async function openPeerSession(
  docker: Docker,
  node: NodePlan,
  database: string,
  options = QUIET_SESSION,
  answerLimitMs = ANSWER_LIMIT_MS,
): Promise<Client> {
  const socket = `${SOCKET_DIRECTORY}/.s.PGSQL.${node.postgresPort}`;
  const client = new Client({
    stream: () => new ContainerTunnel(docker, node.container, socket) as never,
    user: SUPERUSER,
    database,
    ssl: false,
    application_name: 'citus-cluster',
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    query_timeout: answerLimitMs,
    options,
  });
  // A session lost between two statements shows in the next one.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    client.connection.stream.destroy();
    throw error;
  }
  return client;
}
