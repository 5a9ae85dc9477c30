import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type Docker from 'dockerode';
import { openClient } from '../../sql/open-client';
import { UserError } from '../../words/user-error';
import { readContainerFile } from '../../toolchain/docker/container-files';
import { ContainerTunnel } from '../../toolchain/docker/container-tunnel';
import { endpoints } from '../../topology/endpoints';
import type { ClusterPlan, NodePlan } from '../../topology/plan';
import { CERTIFICATE_FILES } from '../../topology/tls/certificate-files';
import { httpSchemes } from '../../topology/tls/http-schemes';
import { isVerified } from '../../topology/tls/tls-stage';
import { PATRONI_API_USER } from '../../topology/postgres/roles';
import { bySchemes } from '../ask-http';
import type { RunningCluster } from '../running-cluster';

/** How long a program may take to use a new password, ms: Patroni looks every 3 s. */
const LIMIT_MS = 60_000;

/** Between two tries, ms. */
const TRY_MS = 500;

/** HTTP's answer to a wrong password. */
const REFUSED = 401;

/** Waits until Patroni takes the password of its REST interface. */
export async function awaitPatroni(
  docker: Docker,
  plan: ClusterPlan,
  node: NodePlan,
  password: string,
): Promise<void> {
  await untilDone(`Patroni of ${node.name} does not take its password`, async () => {
    const code = await apiAnswer(docker, plan, node, password);
    return code === REFUSED ? `it answers ${code}` : undefined;
  });
}

/** What Patroni's REST interface answers to a call that changes nothing: 401 to a wrong password. */
export function apiAnswer(
  docker: Docker,
  plan: ClusterPlan,
  node: NodePlan,
  password: string,
): Promise<number> {
  const credentials = Buffer.from(`${PATRONI_API_USER}:${password}`).toString('base64');
  return bySchemes(httpSchemes(plan), async (scheme) => {
    const tunnel = new ContainerTunnel(docker, node.container, node.patroniPort).connect();
    await once(tunnel, 'connect');
    const connection = scheme === 'http' ? tunnel : await secured(tunnel, docker, node);
    return switchoverAnswer(connection, node, credentials);
  });
}

/** TLS on a connection to a node's Patroni, as that node itself. */
async function secured(tunnel: Duplex, docker: Docker, node: NodePlan): Promise<Duplex> {
  const { authorities, certificate, key } = CERTIFICATE_FILES;
  const [ca, cert, ownKey] = await Promise.all(
    [authorities, certificate, key].map(
      async (file) => (await readContainerFile(docker.getContainer(node.container), file)).content,
    ),
  );
  const identity = { ca, cert, key: ownKey, servername: node.name };
  const secure = connectTls({ socket: tunnel, ...identity });
  await once(secure, 'secureConnect');
  return secure;
}

async function switchoverAnswer(
  connection: Duplex,
  node: NodePlan,
  credentials: string,
): Promise<number> {
  // Who may ask is told that a leader has to be named for this.
  const body = '{"candidate": "nobody"}';
  connection.write(
    `POST /switchover HTTP/1.0\r\nAuthorization: Basic ${credentials}\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  );
  let answer = '';
  for await (const chunk of connection) answer += String(chunk);
  const [, code] = /^HTTP\/\S+ (\d{3}) /.exec(answer) ?? [];
  if (code === undefined) throw new Error(`Patroni of ${node.name} does not answer`);
  return Number(code);
}

/**
 * Waits until the applications' role gets in through every pooler. PgBouncer logs in to the server with
 * what a client has proved, so that it can open new connections from then on.
 */
export async function awaitPooler(
  { caCertificate }: RunningCluster,
  plan: ClusterPlan,
  password: string,
): Promise<void> {
  const { user, database } = plan;
  const { host: first, port, hosts = [first] } = endpoints(plan).pooled;
  const ssl = isVerified(plan) && { ca: caCertificate };
  const login = { port, user, password, database, ssl };
  await Promise.all(
    hosts.map((host) =>
      untilDone(`${user} can't log in at the pooled port ${host}:${port}`, async () => {
        const limits = { connectionTimeoutMillis: 5000, query_timeout: 5000 };
        const client = await openClient({ ...login, host, ...limits });
        try {
          await client.query('SELECT 1');
          return undefined;
        } finally {
          client.connection.stream.destroy();
        }
      }),
    ),
  );
}

/**
 * Waits until the manager, which started again, tells that groups that could lose their primary before
 * can do so again.
 */
export async function awaitManager({ ask, status }: RunningCluster): Promise<void> {
  const redundant = status?.groups.filter((group) => group.redundant) ?? [];
  await untilDone('the cluster is not what it was', async () => {
    const now = await ask();
    if (now === undefined) return 'the manager does not answer';
    const lacking = redundant.find(
      ({ group }) => now.groups.find((one) => one.group === group)?.redundant !== true,
    );
    return lacking && `${lacking.name} has no synchronous standby`;
  });
}

/**
 * Tries until there is nothing to complain of.
 *
 * @throws UserError with the last complaint
 */
async function untilDone(what: string, attempt: () => Promise<string | undefined>): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const complaint = await attempt().catch((error: unknown) => String(error));
    if (complaint === undefined) return;
    if (Date.now() > deadline) {
      throw new UserError(
        `${what} after ${LIMIT_MS / 1000} s: ${complaint.trim()}`,
        '`npm run up` goes on with the change of passwords',
      );
    }
    await pause(TRY_MS);
  }
}
