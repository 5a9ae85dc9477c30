import { describe, expect, it } from 'vitest';
import { parseClusterConfig, type RawConfig } from '../config/config';
import { placementOf } from '../plan';
import { planCluster } from '../plan-cluster';
import type { HostConfig } from './host-config';
import { placeCluster, usable, weaknesses, type Placement } from './placement';

/** Hosts `h1`, `h2`, … in zones by turns. */
function hosts(
  count: number,
  change: (name: string, index: number) => Partial<HostConfig> = () => ({}),
): Record<string, object> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const name = `h${index + 1}`;
      const address = `10.0.0.${index + 1}`;
      return [name, { docker: `tcp://${address}:2376`, address, ...change(name, index) }];
    }),
  );
}

function config(raw: RawConfig) {
  return parseClusterConfig('dev', { 'dataset.shardCount': 128, ...raw });
}

/** Small deterministic pseudo-random numbers below `limit` (Lehmer's generator). */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}

const allHosts = ({ etcd, groups, ingress }: Placement): string[] => [
  ...etcd,
  ...groups.flat(),
  ...ingress,
];

describe('placeCluster', () => {
  it('spreads primaries, and the standbys of each host over the others', () => {
    const { groups, etcd, ingress } = placeCluster(config({ hosts: hosts(3), 'workers.count': 5 }));
    expect(groups.map(([primary]) => primary).sort()).toEqual(['h1', 'h1', 'h2', 'h2', 'h3', 'h3']);
    const pairs = groups.map((members) => members.join());
    expect(new Set(pairs).size).toBe(6);
    expect(etcd).toEqual(['h1', 'h2', 'h3']);
    expect(ingress).toEqual(['h1', 'h2', 'h3']);
  });

  it('keeps the members of a group in different zones where it can', () => {
    const zoned = hosts(4, (_, index) => ({ zone: index < 2 ? 'a' : 'b' }));
    const { groups } = placeCluster(config({ hosts: zoned, 'workers.count': 6 }));
    for (const members of groups) {
      expect(new Set(members.map((name) => (name <= 'h2' ? 'a' : 'b'))).size).toBe(2);
    }
  });

  it('changes nothing for a host that is new', () => {
    const former = placeCluster(config({ hosts: hosts(3) }));
    expect(placeCluster(config({ hosts: hosts(4) }), former)).toEqual(former);
  });

  it('moves what stood on a host that is drained or lost, and nothing else', () => {
    const former = placeCluster(config({ hosts: hosts(4) }));
    for (const state of ['draining', 'lost'] as const) {
      const left = hosts(4, (name) => (name === 'h2' ? { state } : {}));
      const { groups, etcd } = placeCluster(config({ hosts: left }), former);
      expect([...etcd, ...groups.flat()]).not.toContain('h2');
      groups.forEach((members, group) => {
        const stayed = former.groups[group]?.filter((name) => name !== 'h2') ?? [];
        expect(members).toEqual(expect.arrayContaining(stayed));
        expect(members).toHaveLength(2);
      });
    }
  });

  it('survives any one host in any cluster that it accepts, whatever happened to it', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = numbers(seed * 7919);
      const count = 3 + random(6);
      const raw = (state: (name: string) => HostConfig['state']): RawConfig => ({
        hosts: hosts(count, (name, index) => ({ zone: `z${index % 4}`, state: state(name) })),
        'workers.count': 1 + random(12),
        'workers.standbys': 1 + random(2),
      });
      const first = config(raw(() => 'active'));
      const gone = `h${1 + random(count)}`;
      const before = placeCluster(first);
      const after = placeCluster(
        {
          ...first,
          hosts: first.hosts.map((one) => (one.name === gone ? { ...one, state: 'lost' } : one)),
        },
        before,
      );
      const states: [typeof first, Placement][] = [[first, before]];
      if (count > 3) states.push([first, after]);
      for (const [wish, placement] of states) {
        expect(weaknesses(wish, placement), `seed ${seed}`).toEqual([]);
        for (const members of placement.groups) expect(new Set(members).size).toBe(members.length);
        for (const { name } of wish.hosts) {
          const without = placement.groups.map((members) => members.filter((one) => one !== name));
          expect(Math.min(...without.map((members) => members.length))).toBeGreaterThan(0);
          expect(placement.etcd.filter((one) => one !== name).length).toBeGreaterThanOrEqual(2);
        }
      }
    }
  });

  it('has a repository stay where it is, and two never on one host', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = numbers(seed * 7919);
      const count = 3 + random(6);
      const zones = 1 + random(4);
      const raw = {
        hosts: hosts(count, (_, index) => ({ zone: `z${index % zones}` })),
        'workers.count': 1 + random(12),
        ...(seed % 3 > 0 && { 'backup.repo2': { type: 'volume' } }),
      };
      let wish = config(raw);
      let placement = placeCluster(wish);
      const zoneOf = (name = '') => wish.hosts.find((host) => host.name === name)?.zone;
      const [one, other] = placement.repositories;
      if (zones > 1) expect(zoneOf(one) === zoneOf(other), `seed ${seed}`).toBe(false);
      // Hosts go one after another, to the last one that can have data.
      for (let left = count; left > 1; left -= 1) {
        expect(placeCluster(wish, placement)).toEqual(placement);
        const { repositories } = placement;
        expect(repositories).toHaveLength(wish.backup?.repositories.length ?? 0);
        expect(new Set(repositories).size, `seed ${seed}`).toBe(repositories.length);
        const active = usable(wish.hosts, 'data');
        const gone = active[random(active.length)]?.name;
        const state = seed % 2 > 0 ? 'lost' : 'draining';
        wish = {
          ...wish,
          hosts: wish.hosts.map((host) => (host.name === gone ? { ...host, state } : host)),
        };
        placement = placeCluster(wish, placement);
        expect(placement.repositories).not.toContain(gone);
        repositories.forEach((name, index) => {
          if (name !== gone) expect(placement.repositories[index]).toBe(name);
        });
      }
    }
  });

  it('parts repositories that had to share the last host once there is another', () => {
    const two = { 'backup.repo2': { type: 'volume' } };
    const pair = config({ hosts: hosts(3), ...two });
    const shared = { ...placeCluster(pair), repositories: ['h2', 'h2'] };
    const [first, second] = placeCluster(pair, shared).repositories;
    expect(first).toBe('h2');
    expect(second).not.toBe('h2');
  });

  it('leaves a repository where it is when a host is new, and keeps none of a witness', () => {
    const witness = hosts(3, (name) => (name === 'h1' ? { roles: ['etcd'] } : {}));
    const { repositories } = placeCluster(config({ hosts: witness }));
    expect(repositories).toHaveLength(1);
    expect(repositories).not.toContain('h1');
  });

  it('places on hosts of the role alone', () => {
    const roles = hosts(5, (_, index) => ({ roles: index < 3 ? ['data'] : ['etcd', 'ingress'] }));
    const mixed = { ...roles, h3: { ...roles['h3'], roles: ['etcd', 'data'] } };
    const wish = config({ hosts: mixed });
    const { groups, etcd } = placeCluster(wish);
    expect(usable(wish.hosts, 'data').map(({ name }) => name)).toEqual(['h1', 'h2', 'h3']);
    expect(new Set(groups.flat())).toEqual(new Set(['h1', 'h2', 'h3']));
    expect(etcd).toEqual(['h3', 'h4', 'h5']);
  });

  it('is read back from the plan that it made', () => {
    const wish = config({ hosts: hosts(5), 'etcd.members': 5 });
    const plan = planCluster(wish);
    expect(placementOf(plan)).toEqual(placeCluster(wish));
    expect(allHosts(placeCluster(wish, placementOf(plan)))).toEqual(allHosts(placeCluster(wish)));
  });
});

describe('hosts', () => {
  it.each<[RawConfig, RegExp]>([
    [{ hosts: hosts(1) }, /^config hosts names h1 alone; one host survives the loss of none/],
    [
      { hosts: hosts(2) },
      /loss of any one host: the consensus store has 2 members.*third with role "etcd"$/,
    ],
    [
      { hosts: hosts(3, (name) => (name === 'h2' ? { address: '10.0.0.1' } : {})) },
      /^config hosts\.h1\.address and hosts\.h2\.address are both 10\.0\.0\.1/,
    ],
    [
      {
        hosts: hosts(3, (_, index) => ({
          roles: index > 0 ? ['etcd', 'ingress'] : ['data', 'etcd'],
        })),
      },
      /coordinator stands on h1 alone/,
    ],
    [{ hosts: hosts(3), 'tls.mode': 'off' }, /^config tls\.mode is "off" with hosts/],
    [{ hosts: hosts(3), coordinators: 1 }, /^config coordinators is 1 with hosts/],
    [{ hosts: hosts(3), 'etcd.members': 1 }, /^config etcd\.members is 1 with hosts/],
    [
      { hosts: hosts(3), 'ports.write': 20_005 },
      /^config ports\.write is 20005 with network\.basePort/,
    ],
    [
      { hosts: hosts(3), 'ports.read': 20_267 },
      /20267 with .* 20000; nodes listen at 20000 to 20009 and 20260 to 20267 of each host/,
    ],
    [{ hosts: { H1: {} } }, /^config hosts is .*; allowed: by names of at most 15/],
    [{ hosts: { h1: { docker: 'http://x', address: '10.0.0.1' } } }, /allowed: by names/],
    [
      {
        hosts: hosts(5, (_, index) => ({ zone: index < 3 ? 'a' : `z${index}` })),
        'etcd.members': 5,
      },
      /zone a has the majority of the consensus store/,
    ],
    [
      { hosts: hosts(3, (name) => (name === 'h3' ? { state: 'draining' } : {})) },
      /the consensus store has 2 members/,
    ],
  ])('refuses %j', (raw, message) => {
    expect(() => config(raw)).toThrow(message);
  });

  it('accepts what is left where one is lost', () => {
    expect(() =>
      config({ hosts: hosts(3, (name) => (name === 'h3' ? { state: 'lost' } : {})) }),
    ).not.toThrow();
  });
});
