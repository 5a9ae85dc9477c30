import { describe, expect, it } from 'vitest';
import { WELL } from '../../api/cluster.fixture';
import { wellOnHosts, withSilentHost } from '../../api/hosts.fixture';
import { hostsView, type HostsView } from './host-view';
import { topologyView, type KnownCluster } from './topology-view';

const STATE = wellOnHosts(['h1', 'h2', 'h3']);

function viewOf(state: KnownCluster): HostsView {
  const view = hostsView(state, topologyView(state));
  if (view === null) throw new Error('several hosts expected');
  return view;
}

const hostOf = (view: HostsView, name: string) =>
  view.zones.flatMap(({ hosts }) => hosts).find((host) => host.name === name);

describe('hostsView', () => {
  it('is of several hosts alone', () => {
    expect(hostsView(WELL, topologyView(WELL))).toBeNull();
  });

  it('has everything where it stands, once', () => {
    const { zones, places, pooled } = viewOf(STATE);
    expect(zones.map(({ name }) => name)).toEqual([null]);
    const hosts = zones.flatMap((zone) => zone.hosts);
    expect(hosts.map(({ name, address, tone }) => [name, address, tone])).toEqual([
      ['h1', '10.0.0.1', 'good'],
      ['h2', '10.0.0.2', 'good'],
      ['h3', '10.0.0.3', 'good'],
    ]);
    for (const { name, nodes, services } of hosts) {
      const parts = [...nodes, ...services].map((part) => part.name);
      expect(parts.every((part) => part.endsWith(`-${name}`))).toBe(true);
    }
    expect(hosts.flatMap(({ nodes }) => nodes)).toHaveLength(STATE.status.nodes.length);
    expect(hosts[1]?.services).toEqual([
      { name: 'etcd-h2', tone: 'good', words: '', acts: false },
      { name: 'load-balancer-h2', tone: 'good', words: '1 session', acts: false },
      { name: 'pooler-h2', tone: 'good', words: '4 clients', acts: false },
      { name: 'manager-h2', tone: 'good', words: 'stands by', acts: false },
    ]);
    const acting = hosts.flatMap(({ services }) => services).filter(({ acts }) => acts);
    expect(acting.map(({ name, words }) => [name, words])).toEqual([['manager-h1', 'acts']]);
    expect(places).toHaveLength(STATE.plan.groups.length);
    expect(places[0]).toBe('primary on h1, standby on h2');
    expect(pooled).toMatchObject({ tone: 'good', words: '12 clients' });
  });

  it('tells a silent host, what it had, and what is left of its groups', () => {
    const view = viewOf(withSilentHost(STATE, 'h1'));
    const silent = hostOf(view, 'h1');
    expect(silent).toMatchObject({ tone: 'bad', words: 'does not answer' });
    expect(silent?.nodes.every(({ tone }) => tone === 'bad')).toBe(true);
    expect(silent?.services.every(({ tone, acts }) => tone === 'bad' && !acts)).toBe(true);
    expect(hostOf(view, 'h2')).toMatchObject({ tone: 'good', words: '' });
    expect(view.places[0]).toBe('standby on h2, none at work on h1');
    expect(view.pooled).toMatchObject({ tone: 'good', words: '8 clients' });
  });

  it('tells zones apart where hosts have some', () => {
    const zones = ['b', 'a', 'b', 'a', 'c'];
    const view = viewOf(wellOnHosts(['h1', 'h2', 'h3', 'h4', 'h5'], zones));
    expect(view.zones.map(({ name, hosts }) => [name, hosts.map((host) => host.name)])).toEqual([
      ['a', ['h2', 'h4']],
      ['b', ['h1', 'h3']],
      ['c', ['h5']],
    ]);
  });

  it('says of a host that it drains, is given up, or has nothing yet', () => {
    const { plan } = STATE;
    const [first, ...others] = plan.hosts ?? [];
    if (first === undefined) throw new Error('a host expected');
    const hosts = [
      { ...first, state: 'draining' as const },
      ...others,
      { ...first, name: 'h4', state: 'lost' as const },
      { ...first, name: 'h5' },
    ];
    const view = viewOf({ ...STATE, plan: { ...plan, hosts } });
    expect(['h1', 'h2', 'h4', 'h5'].map((name) => hostOf(view, name)?.words)).toEqual([
      ...['draining', '', 'lost', 'has nothing yet'],
    ]);
    expect(hostOf(view, 'h5')?.tone).toBe('unknown');
  });

  it('knows no more than the engines where no manager answers', () => {
    const { status } = STATE;
    const silent: KnownCluster = {
      ...{ ...STATE, kind: 'no-manager', loadBalancer: null, loadBalancers: [] },
      status: {
        ...{ ...status, nodes: [], groups: [], etcd: [], managers: [], acting: null, waysIn: [] },
        hosts: ['h1', 'h2', 'h3'].map((name) => ({ name, answers: name !== 'h3' })),
        containers: [
          ...['h1', 'h2', 'h3'].map((host) => ({
            ...{ name: `etcd-${host}`, container: `citus-dev-etcd-${host}`, health: 'none' },
            state: host === 'h3' ? 'unknown' : 'running',
          })),
        ],
      },
    };
    const view = viewOf(silent);
    expect(hostOf(view, 'h3')).toMatchObject({ tone: 'bad', words: 'does not answer' });
    expect(hostOf(view, 'h1')).toMatchObject({ tone: 'good', words: '' });
    expect(hostOf(view, 'h1')?.services[0]).toMatchObject({ name: 'etcd-h1', tone: 'unknown' });
    expect(view.pooled).toMatchObject({ tone: 'unknown', words: 'does not tell' });
  });
});
