import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from './config/config';
import { connectionUri, endpoints } from './endpoints';
import { planCluster } from './plan-cluster';
import type { StackOutputs } from './stack-outputs';
import { floatingUri } from './target';

function outputsOf(floating: object): StackOutputs {
  const host = (n: number) => ({ docker: `tcp://10.0.0.${n}:2376`, address: `10.0.0.${n}` });
  const hosts = { h1: host(1), h2: host(2), h3: host(3) };
  const plan = planCluster(parseClusterConfig('dev', { hosts, ...floating }));
  const uri = connectionUri({ ...plan, endpoint: endpoints(plan).pooled }, 'p@ss');
  const connections = { write: '', read: '', anyNode: '', pooled: uri };
  return { plan, endpoints: endpoints(plan), connections, monitorConnection: '' };
}

describe('floatingUri', () => {
  it('names the floating address in the place of all hosts', () => {
    expect(floatingUri(outputsOf({ 'network.floatingAddress': '10.0.0.100' }), 'pooled')).toBe(
      'postgresql://citus:p%40ss@10.0.0.100:5435/citus?sslmode=verify-full&connect_timeout=2',
    );
  });

  it('refuses a cluster without one', () => {
    expect(() => floatingUri(outputsOf({}), 'pooled')).toThrow('has no floating address');
  });
});
