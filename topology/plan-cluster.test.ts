import { describe, expect, it } from 'vitest';
import { parseClusterConfig, type RawConfig } from './config/config';
import { allContainers, allNodes } from './plan';
import { planCluster } from './plan-cluster';

const plan = (raw: RawConfig = {}) => planCluster(parseClusterConfig('dev', raw));

describe('planCluster', () => {
  it('pairs the coordinators and every worker by default', () => {
    expect(allNodes(plan()).map((node) => node.container)).toEqual([
      'citus-dev-coordinator-a',
      'citus-dev-coordinator-b',
      'citus-dev-worker-1-a',
      'citus-dev-worker-1-b',
      'citus-dev-worker-2-a',
      'citus-dev-worker-2-b',
      'citus-dev-worker-3-a',
      'citus-dev-worker-3-b',
    ]);
  });

  it('gives Citus groups one scope and native groups their own', () => {
    expect(plan().groups.map((group) => group.scope)).toEqual(['dev', 'dev', 'dev', 'dev']);
    expect(plan({ engine: 'native' }).groups.map((group) => group.scope)).toEqual([
      'dev-0',
      'dev-1',
      'dev-2',
      'dev-3',
    ]);
  });

  it('has no worker in the plain baseline', () => {
    const single = plan({ engine: 'native', 'workers.count': 0 });
    expect(single.groups.map((group) => group.name)).toEqual(['coordinator']);
  });

  it('never names two containers alike, nor gives two one volume', () => {
    const { etcd } = plan();
    const names = allContainers(plan()).map((container) => container.container);
    const volumes = [...etcd, ...allNodes(plan())].map((part) => part.volume);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(volumes).size).toBe(volumes.length);
  });

  it('survives JSON, as stack outputs carry it', () => {
    expect(JSON.parse(JSON.stringify(plan()))).toEqual(plan());
  });
});
