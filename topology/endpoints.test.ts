import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from './config/config';
import { connectionUri, endpoints, webAddress } from './endpoints';
import type { TlsStage } from './tls/tls-stage';
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

describe('webAddress', () => {
  it('is https where the stage serves it', () => {
    const plan = (mode: string) => planCluster(parseClusterConfig('dev', { 'tls.mode': mode }));
    const manager = { host: '127.0.0.1', port: 7001 };
    expect(webAddress(plan('off'), manager)).toBe('http://127.0.0.1:7001');
    expect(webAddress(plan('on'), manager)).toBe('https://127.0.0.1:7001');
  });
});

describe('connectionUri', () => {
  it('demands a verified server from the stage on in which clients speak TLS', () => {
    const config = parseClusterConfig('dev', {});
    const endpoint = { host: '127.0.0.1', port: 5432 };
    const uri = (stage: TlsStage) =>
      connectionUri({ ...planCluster(config, stage), endpoint }, 'word');
    expect(uri('accept')).toBe('postgresql://citus:word@127.0.0.1:5432/citus');
    expect(uri('verify')).toBe(`${uri('off')}?sslmode=verify-full`);
  });

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
