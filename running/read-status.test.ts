import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseClusterConfig } from '../topology/config/config';
import { planCluster } from '../topology/plan-cluster';
import type { Deployment } from './local-state';
import { readStatus } from './read-status';

const HOSTS = ['h1', 'h2', 'h3'];

/** One look after the other takes 3.2 s, and both at once 1.9 s, where nothing else is at work, ms. */
const IN_TIME_MS = 2900;

let folder: string;
let deployment: Deployment;
const servers: Server[] = [];
const sessions: Socket[] = [];

/** Takes whatever it is asked, and never answers. */
async function silent(...place: [path: string] | [port: number, host: string]): Promise<Server> {
  const server = createServer((session) => sessions.push(session));
  servers.push(server);
  await once(server.listen(...(place as [string])), 'listening');
  return server;
}

beforeAll(async () => {
  // It takes a while to load, and a command that asks again and again has it.
  await import('./container-states.js');
  folder = await mkdtemp(join(tmpdir(), 'read-status-'));
  const hosts = HOSTS.map((name, index) => {
    const docker = `unix://${join(folder, name)}`;
    return [name, { docker, address: `10.0.0.${index + 1}` }];
  });
  await Promise.all(HOSTS.map((name) => silent(join(folder, name))));
  const { port } = (await silent(0, '127.0.0.1')).address() as AddressInfo;
  const plan = planCluster(parseClusterConfig('test', { hosts: Object.fromEntries(hosts) }), 'on');
  const manager = { host: '127.0.0.1', port };
  deployment = { plan, endpoints: { manager } } as unknown as Deployment;
}, 30_000);

afterAll(async () => {
  for (const session of sessions) session.destroy();
  for (const server of servers) server.close();
  await rm(folder, { recursive: true });
});

it('is told in time where neither the manager nor an engine says a word', async () => {
  const from = performance.now();
  const { reasons, containers } = await readStatus(deployment);
  expect(performance.now() - from).toBeLessThan(IN_TIME_MS);
  expect(reasons[0]).toMatch(/^the manager at 127\.0\.0\.1:\d+ does not answer: /);
  expect(reasons.slice(1)).toEqual(HOSTS.map((one) => `the engine of host ${one} does not answer`));
  expect(new Set(containers.map(({ state }) => state))).toEqual(new Set(['unknown']));
}, 30_000);
