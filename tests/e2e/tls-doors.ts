import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as secure, type ConnectionOptions } from 'node:tls';
import type Docker from 'dockerode';
import { Client } from 'pg';
import { servedPorts } from '../../manager/tls/certificate-watch';
import { allContainers } from '../../topology/plan';
import type { StackOutputs } from '../../topology/stack-outputs';

/** A port at which the cluster serves, inside or outside its network. */
export interface Door {
  /** What a test calls it, e.g. `etcd-1:2379` or `write`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** What its certificate has to be for. */
  readonly servername: string;
  /** Whether it speaks PostgreSQL's protocol; else HTTP. */
  readonly postgres: boolean;
  /** Whether it asks its clients who they are. */
  readonly asksWho: boolean;
}

/** How a client comes to a door: by TLS, or in clear. */
export type Manner = ConnectionOptions | 'clear';

/** What a door that lets in answers. */
export const WELCOME = 'welcome';

/** Longest wait at a door, ms. */
const LIMIT_MS = 10_000;

/** A path that is answered by 200 where it is let in, by how the door's name begins. */
const PATHS: readonly (readonly [string, string])[] = [
  ['etcd', '/version'],
  ['manager', '/health'],
  ['load-balancer', '/'],
  ['stats', '/'],
  ['backup', '/health'],
  ['', '/patroni'],
];

/** Every door of a cluster: those of its containers on their network, and those that are published. */
export async function doorsOf(docker: Docker, { plan, endpoints }: StackOutputs): Promise<Door[]> {
  const addresses = new Map<string, string>();
  for (const { name, container } of allContainers(plan)) {
    const { NetworkSettings } = await docker.getContainer(container).inspect();
    addresses.set(name, NetworkSettings.Networks[plan.network]?.IPAddress ?? '');
  }
  const peers = plan.etcd.map(({ name, peerPort }) => ({
    ...{ container: name, port: peerPort, postgres: false },
  }));
  const inner = [...servedPorts(plan), ...peers].map(({ container, port, postgres }): Door => {
    const asksWho = plan.etcd.some(({ name }) => name === container);
    const host = addresses.get(container) ?? '';
    const name = `${container}:${port}`;
    return { name, host, port, servername: container, postgres, asksWho };
  });
  const published = Object.entries(endpoints).map(([name, { host, port }]): Door => ({
    ...{ name, host, port, servername: 'localhost', asksWho: false },
    postgres: name !== 'stats' && name !== 'manager',
  }));
  return [...inner, ...published];
}

/**
 * Asks for something at a door.
 *
 * @param login whoever comes to PostgreSQL
 * @returns {@link WELCOME}, or the error's code, or words, or HTTP's answer
 */
export async function knock(
  door: Door,
  manner: Manner,
  login: { user: string; password: string; database: string },
): Promise<string> {
  try {
    return door.postgres ? await logIn(door, manner, login) : await ask(door, manner);
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    return code ?? message ?? String(error);
  }
}

async function logIn({ host, port, servername }: Door, manner: Manner, login: object) {
  const ssl = manner !== 'clear' && { servername, ...manner };
  const client = new Client({ ...login, host, port, ssl, connectionTimeoutMillis: LIMIT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return WELCOME;
  } finally {
    client.connection.stream.destroy();
  }
}

/** What is asked for at a door that speaks HTTP. */
interface Request {
  readonly method: string;
  readonly path: string;
  /** Of HTTP's basic authentication, encoded. */
  readonly credentials?: string;
}

async function ask(door: Door, manner: Manner): Promise<string> {
  const [, path = ''] = PATHS.find(([first]) => door.name.startsWith(first)) ?? [];
  const status = await askFor(door, manner, { method: 'GET', path });
  return status === '200' ? WELCOME : status;
}

/**
 * Sends a request without a body.
 *
 * @returns HTTP's status; `closed` where there was none
 * @throws Error where no connection comes about
 */
export async function askFor(
  { host, port, servername }: Door,
  manner: Manner,
  { method, path, credentials }: Request,
): Promise<string> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const socket: Duplex =
    manner === 'clear' ? connect({ host, port }) : secure({ host, port, servername, ...manner });
  try {
    await once(socket, manner === 'clear' ? 'connect' : 'secureConnect', { signal });
    const authorization =
      credentials === undefined ? '' : `Authorization: Basic ${credentials}\r\n`;
    socket.write(
      `${method} ${path} HTTP/1.0\r\nHost: ${servername}\r\n${authorization}Content-Length: 0\r\n\r\n`,
    );
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    return /^HTTP\/\S+ (\d{3}) /.exec(answer)?.[1] ?? 'closed';
  } finally {
    socket.destroy();
  }
}

/** By door, what each answers. */
export async function knockAll(
  doors: readonly Door[],
  manner: (door: Door) => Manner,
  login: { user: string; password: string; database: string },
): Promise<Record<string, string>> {
  const answers = doors.map(
    async (door) => [door.name, await knock(door, manner(door), login)] as const,
  );
  return Object.fromEntries(await Promise.all(answers));
}
