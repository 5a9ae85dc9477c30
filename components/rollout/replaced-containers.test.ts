import { describe, expect, it, vi } from 'vitest';
import {
  observed,
  observedGroup,
  PLAN,
  PRIMARY,
  SEEN,
  STANDBY,
} from '../../manager/observe/observed.fixture';
import { statusDocument } from '../../manager/status-document';
import type { RunningCluster } from '../../running/running-cluster';
import { allContainers, allNodes } from '../../topology/plan';
import { CONTAINER } from '../mocked-containers';
import { mockedDeployment, type MockedResource } from '../mocked-deployment';

// Every deployment registers some fifty resources, one call each.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

describe('a cluster that runs while its containers are replaced', () => {
  const whole = statusDocument(PLAN, observed(observedGroup(1, STANDBY, PRIMARY)), SEEN);
  const starting = observedGroup(1, { ...STANDBY, state: 'starting' }, PRIMARY);
  const lacking = statusDocument(PLAN, observed(starting), SEEN);
  const config = { 'workers.count': 2 };

  /** A cluster whose containers had other ids. */
  function replacedCluster(ask: RunningCluster['ask']): RunningCluster {
    const ids = allContainers(PLAN).map(({ container }) => [container, 'the old id'] as const);
    return {
      ...{ status: whole, containerIds: new Map(ids), ask },
      leavingGroups: [],
      wasStarted: () => Promise.resolve(true),
      switchOver: () => Promise.resolve(),
    };
  }

  function containerNames(resources: readonly MockedResource[]): string[] {
    return resources
      .filter(({ type }) => type === CONTAINER)
      .map(({ inputs }) => String(inputs['hostname']));
  }

  it('is gone through node by node, standbys first, the ways in and the manager last', async () => {
    const { resources } = await mockedDeployment(config, () =>
      replacedCluster(() => Promise.resolve(whole)),
    );
    expect(containerNames(resources).slice(0, -3)).toEqual([
      ...['backup', 'etcd-1', 'etcd-2', 'etcd-3', 'coordinator-b', 'coordinator-a'],
      ...['worker-1-a', 'worker-1-b', 'worker-2-b', 'worker-2-a'],
    ]);
    const last = containerNames(resources).slice(-3);
    expect(last.sort()).toEqual(['load-balancer', 'manager', 'pooler']);
  });

  it('waits for a replaced node before it touches the next one', async () => {
    const awaited: string[][] = [];
    await mockedDeployment(config, (resources) =>
      replacedCluster(() => {
        const replaced = containerNames(resources);
        if (replaced.at(-1) !== 'worker-1-a' || awaited.length === 3) return Promise.resolve(whole);
        awaited.push(replaced.slice(-1));
        // Nobody answers, then the node is on its way, then it is back.
        return Promise.resolve([undefined, lacking, whole][awaited.length - 1]);
      }),
    );
    expect(awaited).toEqual([['worker-1-a'], ['worker-1-a'], ['worker-1-a']]);
  });

  it('has a primary hand over to its replaced standby before its own turn', async () => {
    const handovers: string[][] = [];
    await mockedDeployment(config, (resources) => ({
      ...replacedCluster(() => Promise.resolve(whole)),
      switchOver: (...nodes) => {
        expect(containerNames(resources)).toContain(nodes[1]);
        expect(containerNames(resources)).not.toContain(nodes[0]);
        handovers.push(nodes);
        return Promise.resolve();
      },
    }));
    expect(handovers).toEqual([
      ['coordinator-a', 'coordinator-b'],
      ['worker-1-b', 'worker-1-a'],
      ['worker-2-a', 'worker-2-b'],
    ]);
  });

  it('costs no question about what stays as it is', async () => {
    let asked = 0;
    const { resources } = await mockedDeployment(config, () => ({
      status: whole,
      // The mocks name a container's id after its resource.
      containerIds: new Map(
        [...PLAN.etcd, ...allNodes(PLAN)].map(({ name, container }) => [
          container,
          `${resourceName(name)}-container-id`,
        ]),
      ),
      ask: () => {
        asked += 1;
        return Promise.resolve(lacking);
      },
      leavingGroups: [],
      wasStarted: () => Promise.reject(new Error('nothing was replaced')),
      switchOver: () => Promise.reject(new Error('nothing was replaced')),
    }));
    expect(containerNames(resources)).toHaveLength(allContainers(PLAN).length);
    expect(asked).toBe(0);
  });

  /** The name of the component that a member or node is. */
  function resourceName(name: string): string {
    const node = allNodes(PLAN).find((one) => one.name === name);
    if (node === undefined) return `cluster-${name}`;
    return `cluster-${name.slice(0, name.lastIndexOf('-'))}-${name.slice(-1)}`;
  }
});
