import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBalancerConfiguration } from '../../components/containers/load-balancer-configuration';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { parseClusterConfig } from '../../topology/config/config';
import { planCluster } from '../../topology/plan-cluster';
import { HAPROXY_CONFIGURATION } from '../../topology/rendering/haproxy';
import { awaitCondition } from '../e2e/await-condition';
import { buildImage, IMAGE_LIMIT_MS } from './build-image';

/** The real HAProxy before two coordinators whose Patroni says what the test has it say. */

const PREFIX = `citus-balancer-${process.pid}`;
const IMAGE = 'citus-cluster/services:balancer-test';
const PLAN = planCluster(
  parseClusterConfig('balancer', { engine: 'native', 'workers.count': 0, 'tls.mode': 'off' }),
);

/** How long something may take on a machine that is busy, ms. */
const LIMIT_MS = 60_000;

/**
 * A node: Patroni's answers, a role that is set by `PUT /ROLE` or `PUT /ROLE/TIMELINE`, how often it was asked whether it is
 * primary, and a PostgreSQL that says its name and keeps the session.
 */
const NODE = `
const name = process.argv[1];
let role = 'replica', timeline = 1, asked = 0;
require('http').createServer(({ method, url }, response) => {
  if (method === 'PUT') return response.end(String([, role, timeline = timeline] = url.split('/')));
  if (url === '/asked') return response.end(String(asked));
  if (url === '/primary') asked += 1;
  const isRight = url === '/primary' ? role === 'primary' : role === 'replica';
  response.statusCode = isRight ? 200 : 503;
  response.end('{"state": "running", "role": "' + role + '", "timeline": ' + timeline +
    ', "patroni": {"name": "' + name + '"}}');
}).listen(8008);
require('net').createServer((session) => {
  session.on('error', () => undefined);
  session.write(name);
}).listen(5432);
`;

const docker = dockerClient();
const made: Docker.Container[] = [];
const nodes = new Map<string, Docker.Container>();
let balancer: Docker.Container;

async function start(
  alias: string,
  command: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<Docker.Container> {
  const created = await docker.createContainer({
    ...{ Image: IMAGE, Cmd: [...command], User: 'haproxy' },
    HostConfig: { NetworkMode: PREFIX },
    NetworkingConfig: { EndpointsConfig: { [PREFIX]: { Aliases: [alias] } } },
  });
  made.push(created);
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  await created.putArchive(Readable.from(archive), { path: '/' });
  await created.start();
  return created;
}

async function addressOf(container: Docker.Container): Promise<string> {
  const { NetworkSettings } = await container.inspect();
  return NetworkSettings.Networks[PREFIX]?.IPAddress ?? '';
}

function node(name: string): Docker.Container {
  const found = nodes.get(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

async function ask(name: string, path: string, method = 'GET'): Promise<string> {
  const url = `http://${await addressOf(node(name))}:8008/${path}`;
  return (await fetch(url, { method })).text();
}

/** States by server of a backend: `UP`, `DOWN`, … */
async function states(backend: string): Promise<Record<string, string>> {
  const page = await fetch(`http://${await addressOf(balancer)}:7000/;csv`);
  const rows = (await page.text()).split('\n').map((line) => line.split(','));
  return Object.fromEntries(
    rows
      .filter(([of]) => of === backend)
      .map(([, server = '', ...rest]) => [server, rest[15] ?? '']),
  );
}

const awaitState = (backend: string, server: string, state: string) =>
  awaitCondition(
    `${backend}/${server} ${state}`,
    // It may only just have started.
    () => states(backend).catch(() => ({}) as Record<string, string>),
    (found) => found[server] === state,
    LIMIT_MS,
  );

/** How often a node is asked in so many ms. */
async function askedOver(name: string, ms: number): Promise<number> {
  const before = Number(await ask(name, 'asked'));
  await pause(ms);
  return Number(await ask(name, 'asked')) - before;
}

/** A session at the write port, and who serves it. */
async function openSession(): Promise<{ session: Socket; server: string }> {
  const session = connect(5432, await addressOf(balancer));
  session.on('error', () => undefined);
  const [name] = (await once(session, 'data')) as [Buffer];
  return { session, server: name.toString() };
}

beforeAll(async () => {
  await buildImage('services', IMAGE);
  await docker.createNetwork({ Name: PREFIX });
  for (const { name } of PLAN.groups[0]?.nodes ?? []) {
    nodes.set(name, await start(name, ['node', '-e', NODE, name]));
  }
  const files = Object.fromEntries(
    loadBalancerConfiguration(PLAN).map(({ file, content }) => [file, content]),
  );
  await awaitCondition(
    'a node that takes its role',
    () => ask('coordinator-a', 'primary', 'PUT').catch(() => ''),
    (answer) => answer !== '',
    LIMIT_MS,
  );
  const command = ['haproxy', '-W', '-db', '-f', HAPROXY_CONFIGURATION];
  balancer = await start('load-balancer', command, files);
}, IMAGE_LIMIT_MS);

afterAll(async () => {
  for (const each of made) await each.remove({ force: true, v: true });
  await docker.getNetwork(PREFIX).remove();
  await docker.getImage(IMAGE).remove();
});

describe('the load balancer', { timeout: 4 * LIMIT_MS }, () => {
  it('asks a standby rarely while the primary is well, and often when it is not', async () => {
    await awaitState('primary', 'coordinator-b', 'DOWN');
    await awaitState('primary', 'coordinator-a', 'UP');
    const atRest = await askedOver('coordinator-b', 4000);
    const { session: former } = await openSession();
    await ask('coordinator-a', 'replica', 'PUT');
    await awaitState('primary', 'coordinator-a', 'DOWN');
    if (!former.closed) await once(former, 'close');
    const inNeed = await askedOver('coordinator-b', 4000);
    expect(inNeed).toBeGreaterThan(3 * atRest);

    await ask('coordinator-b', 'primary', 'PUT');
    await awaitState('primary', 'coordinator-b', 'UP');
    const { session, server } = await openSession();
    expect(server).toBe('coordinator-b');
    session.destroy();
  });

  it('ends no session of the primary when a standby comes back', async () => {
    const { session, server } = await openSession();
    expect(server).toBe('coordinator-b');
    const network = docker.getNetwork(PREFIX);
    const { id } = node('coordinator-a');
    await network.disconnect({ Container: id });
    await awaitState('standby', 'coordinator-a', 'MAINT (resolution)');
    await network.connect({
      ...{ Container: id, EndpointConfig: { Aliases: ['coordinator-a'] } },
    });
    await awaitState('standby', 'coordinator-a', 'UP');
    await awaitState('primary', 'coordinator-a', 'DOWN');
    expect(session.closed).toBe(false);
    session.destroy();
  });

  it('ends the sessions of a silent primary when another one leads, not before', async () => {
    const { session } = await openSession();
    const ended = once(session, 'close');
    await node('coordinator-b').pause();
    await awaitState('primary', 'coordinator-b', 'DOWN');
    expect(session.closed).toBe(false);
    // Ten times a second; a third of that where each question waited for the silent one's 300 ms.
    expect(await askedOver('coordinator-a', 4000)).toBeGreaterThan(20);
    await ask('coordinator-a', 'primary/2', 'PUT');
    await ended;
    const { session: next, server } = await openSession();
    expect(server).toBe('coordinator-a');

    // It goes on where it was, and says for a while that it leads.
    const asked = async (): Promise<number> =>
      Number(await ask('coordinator-b', 'asked').catch(() => 0));
    await node('coordinator-b').unpause();
    const before = await asked();
    await awaitCondition('some checks', asked, (count) => count > before + 5, LIMIT_MS);
    expect(next.closed).toBe(false);
    await awaitState('primary', 'coordinator-a', 'UP');
    next.destroy();
  });
});
