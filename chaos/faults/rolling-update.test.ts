import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../../topology/config/config';
import { planCluster } from '../../topology/plan-cluster';
import { withMoreMemory } from './rolling-update';

const { groups } = planCluster(
  parseClusterConfig('t', { engine: 'native', 'resources.worker.memoryMiB': 500 }),
);

describe('withMoreMemory', () => {
  it('changes the limits of the roles alone', () => {
    const text = withMoreMemory(
      'config:\n  citus-cluster:engine: native # kept\n',
      groups.slice(1),
    );
    expect(text).toContain('# kept');
    expect(parse(text)).toEqual({
      config: {
        'citus-cluster:engine': 'native',
        'citus-cluster:resources': { worker: { memoryMiB: 532 } },
      },
    });
  });

  it('keeps to the form that the file uses', () => {
    const flat = 'config:\n  citus-cluster:resources.worker.memoryMiB: 500\n';
    expect(parse(withMoreMemory(flat, groups.slice(1)))).toEqual({
      config: { 'citus-cluster:resources.worker.memoryMiB': 532 },
    });
  });
});
