import { describe, expect, it } from 'vitest';
import type { NodeStatus, StatusDocument } from '../../manager/status-document';
import { parseClusterConfig } from '../../topology/config/config';
import { allNodes } from '../../topology/plan';
import { planCluster } from '../../topology/plan-cluster';
import { compareCatalogue } from './catalogue';
import { missingRedundancy } from './cluster-state';

const plan = planCluster(parseClusterConfig('t', { engine: 'native', 'workers.count': 1 }));

/** A healthy cluster whose first nodes are primaries, with changes to some nodes. */
function status(changes: Record<string, Partial<NodeStatus>> = {}): StatusDocument {
  const nodes = allNodes(plan).map(({ name, group }) => {
    const primary = name.endsWith('-a');
    return {
      ...{ name, group, lagBytes: primary ? null : 0 },
      ...{ role: primary ? 'primary' : 'standby', state: primary ? 'running' : 'streaming' },
      ...{ synchronous: !primary, ...changes[name] },
    };
  });
  return { nodes } as unknown as StatusDocument;
}

describe('missingRedundancy', () => {
  it('misses nothing where every standby streams and is waited for', () => {
    expect(missingRedundancy(plan, status())).toEqual([]);
  });

  it.each<[Record<string, Partial<NodeStatus>>, string]>([
    [{ 'worker-1-a': { role: 'standby', state: 'streaming' } }, 'worker-1 has no primary'],
    [{ 'worker-1-b': { role: 'primary' } }, 'worker-1 has 2 primary'],
    [{ 'worker-1-b': { state: 'starting' } }, 'worker-1-b is starting'],
    [
      { 'worker-1-b': { role: 'unknown', state: 'unreachable', synchronous: false } },
      'worker-1-b is unreachable',
    ],
    [{ 'coordinator-b': { synchronous: false } }, 'coordinator has no synchronous standby'],
  ])('misses what %j lacks', (changes, missing) => {
    expect(missingRedundancy(plan, status(changes))).toContain(missing);
  });
});

describe('compareCatalogue', () => {
  const groups = [
    { group: 0, primary: 'coordinator-a' },
    { group: 1, primary: 'worker-1-b' },
  ];
  const both = [{ group: 1, hosts: ['worker-1-a', 'worker-1-b'] }];

  it('wants a foreign server to list the primary among the nodes of its group', () => {
    expect(compareCatalogue(plan, both, groups)).toEqual([]);
    const wrong = [{ group: 1, hosts: ['worker-1-a'] }];
    expect(compareCatalogue(plan, wrong, groups)).toEqual([
      'worker_1 has worker-1-a for worker-1, Patroni worker-1-b',
    ]);
  });

  it('wants Citus to name the primary of every group', () => {
    const citus = planCluster(parseClusterConfig('t', { 'workers.count': 1 }));
    const right = groups.map(({ group, primary }) => ({ group, hosts: [primary] }));
    expect(compareCatalogue(citus, right, groups)).toEqual([]);
    expect(compareCatalogue(citus, [...right.slice(0, 1), ...both], groups)).toHaveLength(1);
    expect(compareCatalogue(citus, right.slice(0, 1), groups)).toEqual([
      'pg_dist_node has nothing for worker-1, Patroni worker-1-b',
    ]);
  });
});
