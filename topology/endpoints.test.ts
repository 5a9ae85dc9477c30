import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from './config/config';
import { connectionUri, endpoints } from './endpoints';
import { planCluster } from './plan';

describe('endpoints', () => {
  it('are on the address that the ports bind to', () => {
    const plan = planCluster(parseClusterConfig('dev', { bindAddress: '10.0.0.5' }));
    expect(endpoints(plan).write).toEqual({ host: '10.0.0.5', port: 5432 });
  });

  it('are on the loopback address where the ports bind to all', () => {
    const plan = planCluster(parseClusterConfig('dev', { bindAddress: '0.0.0.0' }));
    expect(endpoints(plan).anyNode).toEqual({ host: '127.0.0.1', port: 5434 });
  });
});

describe('connectionUri', () => {
  it('escapes what a URI can not carry', () => {
    const target = {
      endpoint: { host: '127.0.0.1', port: 5432 },
      user: 'citus',
      database: 'citus',
    };
    expect(connectionUri(target, 'p@ss/word')).toBe(
      'postgresql://citus:p%40ss%2Fword@127.0.0.1:5432/citus',
    );
  });
});
