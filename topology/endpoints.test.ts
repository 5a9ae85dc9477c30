import { describe, expect, it } from 'vitest';
import { parseClusterConfig } from './config/config';
import { addressText, connectionUri, endpoints, webAddress } from './endpoints';
import type { TlsStage } from './tls/tls-stage';
import type { ClusterPlan } from './plan';
import { planCluster } from './plan-cluster';

/** A plan with a way in on each of the hosts. */
function severalWaysIn(addresses: readonly string[]): ClusterPlan {
  const plan = planCluster(parseClusterConfig('dev', {}));
  const { loadBalancer, pooler, manager } = plan;
  const ingress = addresses.map((address) => ({
    loadBalancer: { ...loadBalancer, address },
    pooler: { ...pooler, address },
    manager: { ...manager, address },
  }));
  return { ...plan, ingress };
}

describe('endpoints', () => {
  it('are on the address that the ports bind to', () => {
    const plan = planCluster(parseClusterConfig('dev', { bindAddress: '10.0.0.5' }));
    expect(endpoints(plan).write).toEqual({ host: '10.0.0.5', port: 5432 });
  });

  it('are on the loopback address where the ports bind to all', () => {
    const plan = planCluster(parseClusterConfig('dev', { bindAddress: '0.0.0.0' }));
    expect(endpoints(plan).anyNode).toEqual({ host: '127.0.0.1', port: 5434 });
  });

  it('list all hosts of a cluster with several ways in', () => {
    const hosts = ['10.0.0.1', '10.0.0.2'];
    const { write, pooled, stats, manager } = endpoints(severalWaysIn(hosts));
    expect(write).toEqual({ host: '10.0.0.1', port: 5432, hosts });
    expect(pooled).toEqual({ host: '10.0.0.1', port: 5435, hosts });
    expect(stats).toEqual({ host: '10.0.0.1', port: 7000, hosts });
    expect(manager).toEqual({ host: '10.0.0.1', port: 7001, hosts });
    expect(addressText(write)).toBe('10.0.0.1:5432, 10.0.0.2:5432');
  });

  it('are on the one host that has a way in', () => {
    const { write } = endpoints(severalWaysIn(['10.0.0.3']));
    expect(write).toEqual({ host: '10.0.0.3', port: 5432 });
    expect(addressText(write)).toBe('10.0.0.3:5432');
  });
});

describe('webAddress', () => {
  it('is https where the stage serves it', () => {
    const plan = (mode: string) => planCluster(parseClusterConfig('dev', { 'tls.mode': mode }));
    const manager = { host: '127.0.0.1', port: 7001 };
    expect(webAddress(plan('off'), manager)).toBe('http://127.0.0.1:7001');
    expect(webAddress(plan('on'), manager)).toBe('https://127.0.0.1:7001');
    expect(webAddress(plan('on'), { ...manager, hosts: ['a', 'b'] }, '/status')).toBe(
      'https://a:7001/status, https://b:7001/status',
    );
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

  it('lists the hosts, each with the port, none of which is to be waited for for minutes', () => {
    const endpoint = endpoints(severalWaysIn(['10.0.0.1', '10.0.0.2'])).pooled;
    expect(connectionUri({ endpoint, user: 'citus', database: 'citus' }, 'word')).toBe(
      'postgresql://citus:word@10.0.0.1:5435,10.0.0.2:5435/citus?connect_timeout=2',
    );
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
