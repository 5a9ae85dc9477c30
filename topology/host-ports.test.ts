import { describe, expect, it } from 'vitest';
import { parseClusterConfig, type RawConfig } from './config/config';
import { hostPorts, publishedPorts } from './host-ports';
import { planCluster } from './plan-cluster';

const plan = (raw: RawConfig = {}) => planCluster(parseClusterConfig('dev', raw));

const HOSTS = Object.fromEntries(
  ['h1', 'h2', 'h3', 'h4'].map((name, index) => [
    name,
    { docker: `tcp://10.0.0.${index + 1}:2376`, address: `10.0.0.${index + 1}` },
  ]),
);
const REPOSITORIES = { 'backup.repo2': { type: 'volume' } };
const most = { hosts: HOSTS, 'workers.count': 128, 'dataset.shardCount': 128 };

describe('hostPorts', () => {
  it.each([1, 3, 128])('has each port of a host once, with %d workers', (count) => {
    const ports = hostPorts(plan({ ...most, ...REPOSITORIES, 'workers.count': count }));
    const keys = ports.map(({ host, port }) => `${host}:${port}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('leaves nodes the ports that they have where backups begin, and where workers come', () => {
    const portsOf = (raw: RawConfig): string[] =>
      hostPorts(plan({ hosts: HOSTS, ...raw })).map(
        ({ name, port }) => `${name.replace(/-h\d$/, '')} ${port}`,
      );
    const all = portsOf({ ...most, ...REPOSITORIES });
    for (const raw of [{ 'backup.enabled': false }, {}, REPOSITORIES]) {
      expect(all).toEqual(expect.arrayContaining(portsOf(raw)));
    }
    expect(portsOf({})).toEqual(
      expect.arrayContaining([
        'backup 20260',
        'backup 20261',
        'coordinator 20264',
        'worker-1 20265',
      ]),
    );
  });
});

describe('publishedPorts', () => {
  it('has coordinators only on request', () => {
    expect(publishedPorts(plan()).map((port) => port.external)).toEqual([
      5432, 5433, 5434, 7000, 5435, 7001,
    ]);
    expect(publishedPorts(plan({ 'ports.coordinators': 6000 })).slice(6)).toEqual([
      { key: 'ports.coordinators', container: 'citus-dev-coordinator-a', external: 6000 },
      { key: 'ports.coordinators', container: 'citus-dev-coordinator-b', external: 6001 },
    ]);
  });
});
