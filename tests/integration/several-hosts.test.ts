import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from 'pg';
import { watchHost } from '../../chaos/load/host-watch';
import { Session } from '../../chaos/load/session';
import { libpqEnvironment } from '../../running/client-program';
import { connect } from '../../sql/connect';
import { openClient } from '../../sql/open-client';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { allNodes } from '../../topology/plan';
import { uriOfEachHost } from '../../topology/uri-hosts';
import { fadingProxy, silentListener, type Listener } from './listeners';
import { startPostgisServer, type PostgisServer } from './postgis-server';

/** A real PostgreSQL in a list with hosts that refuse, hang up, or swallow what is sent to them. */

/** Nothing listens there. */
const REFUSING = '127.0.0.1:1';

let server: PostgisServer;
let listener: Listener;
let network: Network;

beforeAll(async () => {
  [server, listener, network] = await Promise.all([
    startPostgisServer(),
    silentListener(),
    makeNetwork(),
  ]);
});

afterAll(async () => {
  listener.close();
  await Promise.all([server.stop(), network.remove()]);
});

/** A network of this machine with an address that no container has: packets to it are lost. */
interface Network {
  readonly swallowing: string;
  remove(): Promise<void>;
}

async function makeNetwork(): Promise<Network> {
  const made = await dockerClient().createNetwork({ Name: `citus-cluster-hosts-${process.pid}` });
  const { IPAM } = (await made.inspect()) as { IPAM: { Config: { Subnet: string }[] } };
  const swallowing = (IPAM.Config[0]?.Subnet ?? '').replace(/\.\d+\/\d+$/, '.250:5432');
  return { swallowing, remove: () => made.remove() as Promise<void> };
}

const own = (): string => uriOfEachHost(server.outputs.connections.write)[0].host;

/** The URI of a cluster with those ways in, which are the server and what stands for lost hosts. */
function uriOf(...hosts: string[]): string {
  return `${server.outputs.connections.write.replace(own(), hosts.join())}?connect_timeout=2`;
}

/** Opens a session and ends it, and gives how long the opening took, ms. */
async function timeToOpen(uri: string): Promise<number> {
  const startedAt = performance.now();
  const client = await openClient({ connectionString: uri });
  const tookMs = performance.now() - startedAt;
  expect(await portOf(client)).toBe(5432);
  await client.end();
  return tookMs;
}

async function portOf(client: Client): Promise<number | undefined> {
  const { rows } = await client.query<{ port: number }>('SELECT inet_server_port() AS port');
  return rows[0]?.port;
}

describe('a session by a URI with several hosts', () => {
  it('is opened at the first that answers, at once where others refuse', async ({ annotate }) => {
    expect(await timeToOpen(uriOf(own(), listener.address))).toBeLessThan(1000);
    expect(listener.taken()).toBe(0);
    const tookMs = await timeToOpen(uriOf(REFUSING, own()));
    await annotate(`${Math.round(tookMs)} ms after a refusal`);
    expect(tookMs).toBeLessThan(1000);
  });

  it.each([
    ['takes connections and says nothing', 1700, () => listener.address],
    ['swallows packets', 700, () => network.swallowing],
  ])('waits for one that %s, %i ms, and in the next session not at all', async (_, ms, silent) => {
    const uri = uriOf(silent(), own());
    const firstMs = await timeToOpen(uri);
    expect(firstMs).toBeGreaterThan(ms - 50);
    expect(firstMs).toBeLessThan(ms + 900);
    expect(await timeToOpen(uri)).toBeLessThan(1000);
  });

  it('is refused by the first that refuses the login, and the others are not asked', async () => {
    const before = listener.taken();
    const wrong = uriOf(own(), listener.address).replace(server.password, 'wrong');
    await expect(openClient({ connectionString: wrong })).rejects.toMatchObject({ code: '28P01' });
    expect(listener.taken()).toBe(before);
  });

  it('names all hosts and what each said where none answers', async () => {
    const other = await silentListener();
    const opening = connect(uriOf(REFUSING, other.address), 'test');
    await expect(opening).rejects.toThrow(
      `can't connect to citus@${REFUSING},${other.address}: ${REFUSING}: connect ECONNREFUSED ${REFUSING}; ${other.address}: timeout expired; see`,
    );
    await expect(opening).rejects.not.toThrow(server.password);
    other.close();
  });

  it('says with one host what it always said', async () => {
    const opening = openClient({ connectionString: uriOf(REFUSING) });
    await expect(opening).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('is given up at a signal, without asking the next host', async () => {
    const [first, second] = [await silentListener(), await silentListener()];
    const uri = uriOf(first.address, second.address);
    const opening = openClient({ connectionString: uri }, { signal: AbortSignal.timeout(200) });
    await expect(opening).rejects.toThrow();
    expect([first.taken(), second.taken()]).toEqual([1, 0]);
    first.close();
    second.close();
  });

  it('is given up by the load of chaos whose host swallows packets, while it waits', async () => {
    const [host = '', port] = network.swallowing.split(':');
    const startedAt = performance.now();
    const watch = watchHost(host, Number(port), AbortSignal.timeout(5000));
    await expect(watch).rejects.toThrow(`${network.swallowing} has gone silent`);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it('is found by the load of chaos within one attempt', async () => {
    const silent = await silentListener();
    const session = new Session(uriOf(silent.address, own()), 2000);
    const outcome = await session.attempt((client) => client.query('SELECT 1'));
    expect(outcome.class).toBe('acked');
    session.discard();
    silent.close();
  });

  it('is left by the load of chaos where its host falls silent, for another at once', async () => {
    const dying = await fadingProxy(server.outputs.plan.loadBalancer.ports.write.external);
    const session = new Session(uriOf(dying.address, own()), 1000);
    const ask = () => session.attempt((client) => client.query('SELECT 1'));
    expect([(await ask()).class, dying.sessions()]).toEqual(['acked', 1]);
    dying.fallSilent();
    expect((await ask()).class).toBe('unknown');
    const startedAt = performance.now();
    expect((await ask()).class).toBe('acked');
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(dying.sessions()).toBe(1);
    session.discard();
    dying.close();
  });
});

describe('psql with several hosts', () => {
  it.each([
    ['refuses', () => 'localhost:1', 1000],
    ['swallows packets', () => network.swallowing, 4000],
  ])('goes on from one that %s', async (_, first, limitMs) => {
    const [node] = allNodes(server.outputs.plan);
    const container = dockerClient().getContainer(node?.container ?? '');
    const variables = libpqEnvironment(uriOfEachHost(uriOf(first(), 'localhost:5432')));
    const env = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const psql = ['/opt/postgresql/bin/psql', '-X', '-A', '-t', '-U', 'citus', '-d', 'postgres'];
    const startedAt = performance.now();
    const { code, output } = await execInContainer(container, [
      ...['env', ...env, ...psql],
      ...['-c', 'SELECT inet_server_port()'],
    ]);
    expect([code, output.trim()]).toEqual([0, '5432']);
    expect(performance.now() - startedAt).toBeLessThan(limitMs);
  });
});
