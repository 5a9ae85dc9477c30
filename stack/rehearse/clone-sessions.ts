import type Docker from 'dockerode';
import type { Client } from 'pg';
import { QUIET_SESSION, closeSession } from '../../manager/sessions/sessions';
import { openPeerSession } from '../../running/peer-session';
import type { GroupPlan, NodePlan } from '../../topology/plan';

/** A group of a clone and the node that is its primary. */
export interface ClonedGroup {
  readonly group: GroupPlan;
  readonly primary: NodePlan;
}

/** Shards are shown, statements are not handed on to other nodes, and may take as long as they do. */
const SESSION = `
  SET citus.override_table_visibility = off;
  SET citus.enable_ddl_propagation = off;
  SET statement_timeout = 0`;

/** Opens a superuser's session on a primary, whose statements may take long. The caller closes it. */
export async function openOnClone(
  docker: Docker,
  { primary }: ClonedGroup,
  database: string,
): Promise<Client> {
  const client = await openPeerSession(docker, primary, database, QUIET_SESSION, 0);
  await client.query(SESSION);
  return client;
}

/** Runs something on such a session. */
export async function onClone<T>(
  docker: Docker,
  cloned: ClonedGroup,
  database: string,
  run: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await openOnClone(docker, cloned, database);
  try {
    return await run(client);
  } finally {
    await closeSession(client);
  }
}

/** Databases of a server that anybody can connect to. */
export async function databasesOf(docker: Docker, cloned: ClonedGroup): Promise<string[]> {
  return onClone(docker, cloned, 'postgres', async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE datallowconn ORDER BY 1',
    );
    return rows.map(({ name }) => name);
  });
}
