import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostToolsByEngine } from '../../chaos/faults/host-tools';
import { StackContainers } from '../../chaos/faults/stack-containers';
import { inject } from '../../chaos/faults/inject';
import type { StackOutputs } from '../../topology/stack-outputs';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { parseClusterConfig } from '../../topology/config/config';
import { planCluster, SERVICES_BASE_IMAGE } from '../../topology/plan-cluster';

const plan = planCluster(parseClusterConfig('test-broken', { engine: 'native' }));
const docker = new Docker();
// The last of three members is not there.
const present = plan.etcd.slice(0, 2).map(({ container }) => container);

beforeAll(async () => {
  await removeAll();
  for (const name of present) {
    const container = await docker.createContainer({
      name,
      Image: SERVICES_BASE_IMAGE,
      Cmd: ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.1; done'],
      Labels: { 'citus-cluster.stack': plan.stack },
    });
    await container.start();
  }
});
afterAll(removeAll);

async function removeAll(): Promise<void> {
  for (const name of present) {
    await docker
      .getContainer(name)
      .remove({ force: true })
      .catch(() => undefined);
  }
}

describe('a fault that hits several containers', () => {
  it('is undone on those that it hit where it can not hit another', async () => {
    const containers = new StackContainers(docker, plan);
    const parts = {
      outputs: { plan } as StackOutputs,
      ...{ docker, containers, hostTools: hostToolsByEngine(containers) },
    };
    const target = { kind: 'etcd', name: 'etcd', containers: plan.etcd } as const;
    await expect(inject('pause', target, parts)).rejects.toThrow(/No such container/i);
    const states = present.map((name) => docker.getContainer(name).inspect());
    expect((await Promise.all(states)).map(({ State }) => State.Status)).toEqual([
      'running',
      'running',
    ]);
  });
});

describe('a connection to the engine that breaks', () => {
  const patience = { timeout: 20_000 };
  const sockets = new Set<Socket>();
  let relay: Server;
  let broken: Docker;

  beforeAll(async () => {
    relay = createServer((client) => {
      const engine = connect('/var/run/docker.sock');
      sockets.add(client);
      for (const socket of [client, engine]) socket.on('error', () => undefined);
      client.pipe(engine).pipe(client);
    });
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    broken = new Docker({ host: '127.0.0.1', port: (relay.address() as AddressInfo).port });
  });
  afterAll(() => relay.close());

  function breakOff(): void {
    for (const socket of sockets) socket.resetAndDestroy();
    sockets.clear();
  }

  it('fails the command whose end it would have told', async () => {
    const [name = ''] = present;
    const container = broken.getContainer(name);
    const running = execInContainer(container, ['sleep', '60']);
    const outcome = expect(running).rejects.toThrow();
    await expect
      .poll(async () => JSON.stringify(await docker.getContainer(name).top()), patience)
      .toContain('sleep 60');
    breakOff();
    await outcome;
  });

  it('ends an open command, which can still be written to and closed', async () => {
    const [name = ''] = present;
    const lines: string[] = [];
    const open = await new StackContainers(broken, plan).open(name, ['cat'], 'root', (line) =>
      lines.push(line),
    );
    open.write('there\n');
    await expect.poll(() => lines, patience).toEqual(['there']);
    breakOff();
    await open.ended;
    open.write('gone\n');
    open.close();
    expect(lines).toEqual(['there']);
  });
});
