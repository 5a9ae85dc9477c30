import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { containerStates } from '../../running/container-states';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { parseClusterConfig } from '../../topology/config/config';
import { planCluster, SERVICES_BASE_IMAGE } from '../../topology/plan-cluster';

const plan = planCluster(parseClusterConfig('test-states', { engine: 'native' }));
const docker = new Docker();
const [member = plan.manager] = plan.etcd;

/** A check that holds once the container serves; Docker looks for it once in a long while. */
const CHECK = ['CMD', 'stays-ok', 'test', '-e', '/tmp/serves'];
const HOUR_NS = 3600e9;

describe('the containers of a stack', () => {
  const container = docker.getContainer(member.container);
  const remove = () => container.remove({ force: true }).catch(() => undefined);

  beforeAll(async () => {
    await remove();
    const made = await docker.createContainer({
      name: member.container,
      Image: SERVICES_BASE_IMAGE,
      Cmd: ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.1; done'],
      Healthcheck: { Test: CHECK, Interval: HOUR_NS, StartPeriod: HOUR_NS },
    });
    await made.start();
  });
  afterAll(remove);

  const states = async () =>
    new Map(
      (await containerStates(plan)).map(({ name, state, health }) => [name, [state, health]]),
    );

  it('are well as soon as they serve, whenever the engine looks next', async () => {
    expect((await states()).get(member.name)).toEqual(['running', 'starting']);
    expect((await states()).get(plan.manager.name)).toEqual(['missing', 'none']);
    await execInContainer(container, ['touch', '/tmp/serves']);
    expect((await states()).get(member.name)).toEqual(['running', 'healthy']);
    expect((await container.inspect()).State.Health?.Status).toBe('starting');
  });

  it('are as the engine says while they do not run', async () => {
    await container.pause();
    expect((await states()).get(member.name)?.[0]).toBe('paused');
    await container.unpause();
    expect((await states()).get(member.name)).toEqual(['running', 'healthy']);
    await container.stop();
    expect((await states()).get(member.name)?.[0]).toBe('exited');
  });
});
