import { Client } from 'pg';
import { UserError } from '../cli/user-error';
import { QUIET_SESSION } from '../manager/sessions';
import { messageOf } from '../sql/connect';
import { ContainerTunnel } from '../toolchain/container-tunnel';
import { dockerClient } from '../toolchain/docker-client';
import type { NodePlan } from '../topology/plan';
import { SUPERUSER } from '../topology/roles';
import type { Deployment } from './read-deployment';
import { readStatus } from './read-status';

/** A superuser's session in the cluster's database on the primary of a group. */
export interface PrimarySession {
  readonly node: NodePlan;
  readonly client: Client;
}

/** How long a session may take to open, and a statement to answer, ms. */
const OPEN_LIMIT_MS = 15_000;
const ANSWER_LIMIT_MS = 30_000;

/**
 * Runs something with a session on every primary, the coordinator's first. They go by the server's
 * own socket, where the container's user postgres needs no password, and are all open before anything
 * is run.
 *
 * @throws UserError if a group has no primary, or one can't be reached
 */
export async function withPrimaries<T>(
  deployment: Deployment,
  run: (coordinator: PrimarySession, workers: readonly PrimarySession[]) => Promise<T>,
): Promise<T> {
  const sessions: PrimarySession[] = [];
  try {
    for (const node of await primaries(deployment)) {
      sessions.push({ node, client: await open(node, deployment.plan.database) });
    }
    const [coordinator, ...workers] = sessions;
    if (coordinator === undefined) throw new Error('the plan has no group');
    return await run(coordinator, workers);
  } finally {
    await Promise.all(sessions.map(({ client }) => client.end().catch(() => undefined)));
  }
}

async function primaries(deployment: Deployment): Promise<NodePlan[]> {
  const { plan } = deployment;
  const { groups } = await readStatus(deployment, () => Promise.resolve(dockerClient()));
  return plan.groups.map(({ name, group, nodes }) => {
    const primary = groups.find((one) => one.group === group)?.primary;
    const node = nodes.find((one) => one.name === primary);
    if (node === undefined) {
      throw new UserError(
        `${name} of stack "${plan.stack}" has no primary that answers; nothing was changed`,
        `see \`npm run status -- --stack ${plan.stack}\``,
      );
    }
    return node;
  });
}

async function open(node: NodePlan, database: string): Promise<Client> {
  const socket = `/var/run/postgresql/.s.PGSQL.${node.postgresPort}`;
  const client = new Client({
    stream: () => new ContainerTunnel(dockerClient(), node.container, socket) as never,
    user: SUPERUSER,
    database,
    application_name: 'citus-cluster roles',
    connectionTimeoutMillis: OPEN_LIMIT_MS,
    query_timeout: ANSWER_LIMIT_MS,
    options: QUIET_SESSION,
  });
  // A session lost between two statements shows in the next one.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new UserError(
      `no session on ${node.name}: ${messageOf(error)}; nothing was changed`,
      'see `npm run status`',
      { cause: error },
    );
  }
  return client;
}
