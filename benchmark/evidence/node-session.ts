import type Docker from 'dockerode';
import { Client, type QueryConfig } from 'pg';
import type { NodePlan } from '../../topology/plan';
import { uriOfEachHost } from '../../topology/uri-hosts';
import { ContainerTunnel } from '../../toolchain/docker/container-tunnel';

/** What `pg_stat_activity` calls the collectors' sessions. */
export const SESSION_NAME = 'citus-cluster evidence';

/** Stands in every statement of the collectors, so that statistics can leave them out. */
export const MARK = `/* ${SESSION_NAME} */`;

/** Longest wait for a session or an answer, ms. A paused server never answers. */
const ANSWER_LIMIT_MS = 3000;

/** Asks one database node; statements are prepared once a session. */
export interface NodeSession {
  readonly node: NodePlan;
  /**
   * Rows of a statement. A lost session is made anew.
   *
   * @throws Error if the node does not answer in time, or refuses
   */
  query<Row extends object>(statement: Statement): Promise<Row[]>;
  close(): Promise<void>;
}

/** A statement and the name that it is prepared by; one without a name is not prepared. */
export type Statement = Pick<QueryConfig, 'name' | 'text' | 'values'>;

/**
 * A session on one node alone, by way of its container, for nodes publish no port. It is opened
 * when it is first used.
 *
 * @param connection URI of the role `monitor`; its addresses are not used
 */
export function nodeSession(docker: Docker, node: NodePlan, connection: string): NodeSession {
  // The tunnel's other end is the node, whose name its certificate has.
  const [uri] = uriOfEachHost(connection);
  uri.hostname = node.name;
  let opened: Promise<Client> | undefined;
  let closed = false;

  const open = async (): Promise<Client> => {
    const client = new Client({
      stream: () => new ContainerTunnel(docker, node.container, node.postgresPort) as never,
      connectionString: uri.href,
      application_name: SESSION_NAME,
      connectionTimeoutMillis: ANSWER_LIMIT_MS,
      query_timeout: ANSWER_LIMIT_MS,
      options: `-c statement_timeout=${ANSWER_LIMIT_MS} -c default_transaction_read_only=on`,
    });
    // A session lost between two statements shows in the next one.
    client.on('error', () => undefined);
    client.on('end', () => (opened = undefined));
    try {
      await client.connect();
    } catch (error) {
      drop(client);
      throw error;
    }
    return client;
  };

  return {
    node,
    query: async <Row extends object>({ text, ...rest }: Statement): Promise<Row[]> => {
      if (closed) throw new Error('the session is closed');
      const attempt = (opened ??= open());
      let client: Client | undefined;
      try {
        client = await attempt;
        return (await client.query<Row>({ ...rest, text: `${MARK} ${text}` })).rows;
      } catch (error) {
        // The server's own refusals leave the session as it is; anything else may have ended it.
        if (
          typeof (error as { severity?: unknown }).severity !== 'string' ||
          client === undefined
        ) {
          if (opened === attempt) opened = undefined;
          if (client !== undefined) drop(client);
        }
        throw error;
      }
    },
    close: async () => {
      closed = true;
      const client = await opened?.catch(() => undefined);
      if (client === undefined) return;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => (timer = setTimeout(resolve, 500)));
      await Promise.race([client.end().catch(() => undefined), late]);
      clearTimeout(timer);
      drop(client);
    },
  };
}

/** Ends a session without asking its server. */
function drop(client: Client): void {
  client.connection.stream.destroy();
}
