import { describe, expect, it } from 'vitest';
import type { RawConfig } from '../config/config';
import type { ClusterPlan } from '../plan';
import { differences, isRefused, type Difference } from './differences';
import type { ExistingCluster } from './existing-cluster';
import { DATA_SET, emptyWorker, existingAs, planOf, type ExistingChange } from './existing.fixture';
import { removalsFor } from './removals';

/** The differences between a cluster made by `before` and a plan of `after`. */
function between(before: RawConfig, after: RawConfig, existing: ExistingChange = {}): Difference[] {
  return differences(existingAs(planOf(before), existing), planOf(after));
}

/** The only difference there is. */
function only(before: RawConfig, after: RawConfig, existing: ExistingChange = {}): Difference {
  const found = between(before, after, existing);
  expect(found).toHaveLength(1);
  return found[0] as Difference;
}

describe('a cluster that is as planned', () => {
  it.each([
    ['citus', {}],
    ['shards', { workerHa: 'shards', shardReplicationFactor: 2, 'workers.standbys': 0 }],
    ['native', { engine: 'native' }],
    ['single', { engine: 'native', 'workers.count': 0 }],
  ])('has no difference (%s)', (_, raw) => {
    const table = { ...DATA_SET, factor: planOf(raw).shardReplicationFactor };
    expect(between(raw, raw, { catalogue: { tables: [table], dataSet: table } })).toEqual([]);
  });

  it('has none where the database can not be asked either', () => {
    expect(between({}, {}, { catalogue: { unknown: 'it is down' } })).toEqual([]);
  });

  it('has none where a plain table is spread over nothing', () => {
    const raw = { engine: 'native', 'workers.count': 0 };
    const plain = { ...DATA_SET, distributionColumn: null, shards: 1 };
    expect(between(raw, raw, { catalogue: { tables: [], dataSet: plain } })).toEqual([]);
  });
});

describe('fewer workers', () => {
  const [three, two] = [{ 'workers.count': 3 }, { 'workers.count': 2 }];

  it('are refused while one that would go holds shards, with their numbers', () => {
    const shards = [
      { table: 'vehicle_locations', shards: 4 },
      { table: 'notes', shards: 1 },
    ];
    const leaving = [{ group: 3, shards, own: [], rows: 331_234, exact: true }];
    const difference = only(three, two, { catalogue: { leaving } });
    expect(difference).toMatchObject({ key: 'workers.count', from: '3', to: '2', effect: 'move' });
    expect(difference.what).toContain(
      'worker-3 holds 4 shards of vehicle_locations and 1 shard of notes (331,234 rows)',
    );
    expect(difference.remedy).toContain('set workers.count back to 3');
    expect(difference.remedy).toContain('citus_drain_node');
    expect(isRefused(difference)).toBe(true);
  });

  it('name no statement of Citus with engine native', () => {
    const leaving = [{ ...emptyWorker(3), shards: [{ table: 'notes', shards: 4 }] }];
    const native = { engine: 'native' };
    const { remedy } = only(
      { ...native, ...three },
      { ...native, ...two },
      { catalogue: { leaving } },
    );
    expect(remedy).not.toContain('citus');
    expect(remedy).toContain('COPY');
  });

  it('are refused for a table or a database on the worker alone', () => {
    const own = ['table notes of its own', 'database shop'];
    const difference = only(three, two, {
      catalogue: { leaving: [{ ...emptyWorker(3), own, rows: 5 }] },
    });
    expect(isRefused(difference)).toBe(true);
    expect(difference.what).toContain('table notes of its own and database shop (5 rows)');
  });

  it('call an estimate an estimate', () => {
    const shards = [{ table: 'notes', shards: 4 }];
    const contents = { ...emptyWorker(3), shards, rows: 1200, exact: false };
    expect(only(three, two, { catalogue: { leaving: [contents] } }).what).toContain(
      'about 1,200 rows',
    );
  });

  it('are refused while a worker does not answer, shards or none', () => {
    const silent = { ...emptyWorker(3), rows: undefined };
    const difference = only(three, two, { catalogue: { leaving: [silent] } });
    expect(isRefused(difference)).toBe(true);
    expect(difference.what).toContain('worker-3 does not answer');
    const held = { ...silent, shards: [{ table: 'notes', shards: 4 }] };
    expect(only(three, two, { catalogue: { leaving: [held] } }).what).toContain('rows not counted');
  });

  it('are refused while the catalogue can not be read', () => {
    const difference = only(three, two, { catalogue: { unknown: 'no coordinator is at work' } });
    expect(difference).toMatchObject({ effect: 'refused' });
    expect(difference.what).toContain(
      "what worker-3 holds can't be asked: no coordinator is at work",
    );
  });

  it('go where they are empty: all nodes of the group', () => {
    const existing = existingAs(planOf(three), { catalogue: { leaving: [emptyWorker(3)] } });
    const plan = planOf(two);
    expect(differences(existing, plan)).toMatchObject([{ key: 'workers.count', effect: 'live' }]);
    const { groups, handovers } = removalsFor(existing, plan);
    expect(handovers).toEqual([]);
    expect(groups.map(({ group, nodes }) => [group, nodes.map(({ name }) => name)])).toEqual([
      [3, ['worker-3-a', 'worker-3-b']],
    ]);
  });

  it('go on being removed where a deployment was cut off after the catalogue forgot them', () => {
    const silent = { ...emptyWorker(3), rows: undefined };
    const catalogue = { leaving: [silent], workerGroups: [1, 2] };
    expect(only(three, two, { catalogue }).effect).toBe('live');
  });

  it('are seen where the plan of before says otherwise: volumes and containers count', () => {
    const shards = [{ table: 'notes', shards: 4 }];
    const existing = existingAs(planOf(three), {
      plan: planOf(two),
      catalogue: { leaving: [{ ...emptyWorker(3), shards }] },
    });
    expect(differences(existing, planOf(two))).toMatchObject([{ key: 'workers.count', from: '3' }]);
  });

  it('are seen by their numbers where one in between is gone', () => {
    const whole = existingAs(planOf(three));
    const nodes = whole.nodes.filter(({ group }) => group !== 2);
    expect(differences({ ...whole, nodes }, planOf(two))).toMatchObject([
      { key: 'workers.count', from: '3', to: '2' },
    ]);
  });
});

describe('more workers', () => {
  it('are made, and said to hold no shard until they are moved', () => {
    const difference = only({ 'workers.count': 2 }, { 'workers.count': 4 });
    expect(difference.effect).toBe('live');
    expect(difference.what).toContain('worker-3 and worker-4 are made, and hold no shard');
    expect(difference.what).toContain('SELECT citus_rebalance_start()');
  });

  it('stay empty with engine native', () => {
    const native = { engine: 'native' };
    const { what } = only({ ...native, 'workers.count': 1 }, { ...native, 'workers.count': 2 });
    expect(what).toContain('worker-2 is made');
    expect(what).not.toContain('citus');
  });
});

describe('nodes of a group', () => {
  const [pairs, singles] = [{ 'workers.standbys': 1 }, { 'workers.standbys': 0 }];

  it('are added as copies', () => {
    expect(only(singles, pairs)).toMatchObject({ key: 'workers.standbys', effect: 'live' });
    expect(only({ coordinators: 1 }, { coordinators: 2 })).toMatchObject({ effect: 'live' });
  });

  it('go without a handover while the primary stays', () => {
    const existing = existingAs(planOf(pairs));
    const [difference] = differences(existing, planOf(singles));
    expect(difference).toMatchObject({
      key: 'workers.standbys',
      from: '1',
      to: '0',
      effect: 'rolling',
    });
    expect(difference?.what).toBe('worker-1-b goes; worker-2-b goes; worker-3-b goes');
    expect(removalsFor(existing, planOf(singles))).toEqual({ handovers: [], groups: [] });
  });

  /** The default cluster, where these nodes lead instead of their partners. */
  function ledBy(names: readonly string[], canTakeOver = true): ExistingCluster {
    const whole = existingAs(planOf());
    const leads = (name: string): boolean => names.includes(name);
    const partner = (name: string): string =>
      `${name.slice(0, -1)}${name.endsWith('a') ? 'b' : 'a'}`;
    return {
      ...whole,
      nodes: whole.nodes.map((node) => {
        if (leads(node.name)) return { ...node, role: 'primary', canTakeOver: false };
        return leads(partner(node.name)) ? { ...node, role: 'standby', canTakeOver } : node;
      }),
    };
  }

  it('hand over first where the primary would go', () => {
    const existing = ledBy(['worker-2-b']);
    expect(differences(existing, planOf(singles))[0]?.what).toContain(
      'worker-2-b hands over to worker-2-a, then worker-2-b goes',
    );
    expect(removalsFor(existing, planOf(singles)).handovers).toMatchObject([
      { group: 2, from: { name: 'worker-2-b' }, to: { name: 'worker-2-a' } },
    ]);
  });

  it('are refused where nobody who stays has all rows', () => {
    const [difference] = differences(ledBy(['coordinator-b'], false), planOf({ coordinators: 1 }));
    expect(difference).toMatchObject({ key: 'coordinators', effect: 'refused' });
    expect(difference?.what).toContain('coordinator-b is the primary, and no node that stays');
    expect(difference?.remedy).toContain('set it back to 2');
  });

  it('are refused where nobody says who leads', () => {
    const whole = existingAs(planOf());
    const nodes = whole.nodes.map((node) => ({
      ...node,
      role: 'unknown' as const,
      canTakeOver: false,
    }));
    const [difference] = differences({ ...whole, nodes }, planOf(singles));
    expect(difference).toMatchObject({ effect: 'refused' });
  });
});

describe('the consensus store', () => {
  const [three, one] = [{ 'etcd.members': 3 }, { 'etcd.members': 1 }];

  it.each([
    [three, one],
    [one, three],
  ])('changes member by member while it has a quorum', (before, after) => {
    expect(only(before, after)).toMatchObject({ key: 'etcd.members', effect: 'live' });
  });

  it.each([false, undefined])('is left alone without one', (hasQuorum) => {
    const etcd = { members: ['etcd-1', 'etcd-2', 'etcd-3'], hasQuorum };
    expect(only(three, one, { etcd })).toMatchObject({ effect: 'refused', from: '3', to: '1' });
  });
});

describe('the base image', () => {
  const [before, after] = [{ baseImage: 'old' }, { baseImage: 'new' }];
  const judge = (postgres: number | undefined, citus?: string, catalogue = {}) =>
    only(before, after, { nextImage: { postgres, citus }, catalogue });

  it('is rolled out with the same versions', () => {
    expect(judge(17, '14.0-1')).toMatchObject({ key: 'baseImage', effect: 'rolling' });
    const native = [
      { ...before, engine: 'native' },
      { ...after, engine: 'native' },
    ] as const;
    const nextImage = { postgres: 17, citus: undefined };
    expect(only(...native, { nextImage }).effect).toBe('rolling');
  });

  it('is seen where it was built anew under its name', () => {
    const difference = only(before, before, { nextImage: { postgres: 17, citus: '14.0-1' } });
    expect(difference).toMatchObject({ effect: 'rolling', to: 'old (another build)' });
    expect(only(before, before, { nextImage: { postgres: 18, citus: '14.0-1' } }).effect).toBe(
      'refused',
    );
  });

  it('changes nothing where the nodes run it already', () => {
    expect(only(before, after).effect).toBe('live');
  });

  it.each([
    ['another major version of PostgreSQL', 16, '14.0-1', "PostgreSQL 16, which can't read"],
    ['an unknown PostgreSQL', undefined, '14.0-1', 'does not tell which PostgreSQL'],
    ['an older Citus', 17, '13.2-1', "Citus 13.2-1, older than the catalogue's 14.0-1"],
    ['a newer Citus', 17, '14.1-1', 'Citus 14.1-1, and Citus refuses every statement'],
    ['no Citus', 17, undefined, 'has no Citus'],
  ])('is refused with %s', (_, postgres, citus, words) => {
    const difference = judge(postgres, citus);
    expect(difference.effect).toBe('refused');
    expect(difference.what).toContain(words);
  });

  it('may be what a cluster that does not answer lacks', () => {
    expect(judge(17, '14.0-1', { unknown: 'it is down' })).toMatchObject({ effect: 'rolling' });
  });
});

describe('what tables keep', () => {
  it.each([
    ['dataset.shardCount', { 'dataset.shardCount': 24 }, '12', '24'],
    [
      'dataset.distributionColumn',
      { 'dataset.distributionColumn': 'vehicle_id' },
      'region_code',
      'vehicle_id',
    ],
  ])('is told of %s, and only while there is a table', (key, after, from, to) => {
    expect(only({}, after)).toMatchObject({ key, from, to, effect: 'told' });
    const none = { tables: [], dataSet: undefined };
    expect(only({}, after, { catalogue: none })).toMatchObject({ key, effect: 'live' });
    expect(only({}, after, { catalogue: { unknown: 'it is down' } })).toMatchObject({
      effect: 'told',
    });
  });

  it('is what the table says, not what was planned', () => {
    const raw = { 'dataset.shardCount': 24 };
    expect(only(raw, raw)).toMatchObject({ key: 'dataset.shardCount', from: '12', to: '24' });
  });

  it('holds for placements', () => {
    const shards = { workerHa: 'shards', 'workers.standbys': 0 };
    const two = { ...DATA_SET, factor: 2 };
    const [before, after] = [2, 3].map((factor) => ({ ...shards, shardReplicationFactor: factor }));
    const catalogue = { tables: [two], dataSet: two };
    const difference = only(before as RawConfig, after as RawConfig, { catalogue });
    expect(difference).toMatchObject({ key: 'shardReplicationFactor', effect: 'told' });
    expect(difference.what).toBe('vehicle_locations keeps 2 placements a shard');
  });

  it.each(['rows', 'regions', 'seed'])('holds for the rows that are there (dataset.%s)', (name) => {
    expect(only({}, { [`dataset.${name}`]: 7 })).toMatchObject({ to: '7', effect: 'told' });
  });
});

describe('another kind of cluster', () => {
  it('is refused: engine', () => {
    const found = between(
      {},
      { engine: 'native' },
      { nextImage: { postgres: 17, citus: undefined } },
    );
    expect(found.find(({ key }) => key === 'engine')).toMatchObject({ effect: 'refused' });
  });

  it('is refused: workerHa, while there are tables', () => {
    const shards = { workerHa: 'shards', shardReplicationFactor: 2, 'workers.standbys': 0 };
    const refused = between({}, shards).find(({ key }) => key === 'workerHa');
    expect(refused).toMatchObject({ effect: 'refused' });
    expect(refused?.what).toContain('vehicle_locations keeps 1 placement a shard');
    const none = { catalogue: { tables: [], dataSet: undefined } };
    expect(between({}, shards, none).filter(isRefused)).toEqual([]);
    const silent = { catalogue: { unknown: 'it is down' } };
    expect(between({}, shards, silent).find(({ key }) => key === 'workerHa')?.effect).toBe(
      'refused',
    );
  });
});

it('every other key is done while the cluster goes on', () => {
  const after = {
    ...{
      'ports.write': 1,
      'ports.read': 2,
      'ports.anyNode': 3,
      'ports.pooled': 4,
      'ports.stats': 5,
    },
    ...{ 'ports.manager': 6, 'ports.coordinators': 7, bindAddress: '0.0.0.0' },
    ...Object.fromEntries(
      ['coordinator', 'worker', 'etcd', 'loadBalancer', 'pooler', 'manager'].flatMap((role) => [
        [`resources.${role}.memoryMiB`, 2048],
        [`resources.${role}.cpus`, '1.5'],
      ]),
    ),
    ...{ 'pooler.poolSize': 7, 'pooler.cleanSessions': false },
    'postgres.coordinator': { work_mem: '8MB' },
    ...{ 'postgres.worker': { work_mem: '8MB' }, synchronousMode: 'off', protectData: true },
  };
  const found = between({}, after);
  expect(found.map(({ key }) => key).sort()).toEqual(Object.keys(after).sort());
  expect(found.filter(({ effect }) => effect !== 'live' && effect !== 'rolling')).toEqual([]);
  expect(found.find(({ key }) => key === 'postgres.worker')).toMatchObject({
    from: 'none',
    to: 'work_mem=8MB',
  });
});

it('a plan of an earlier version, which lacks a part, is compared in what it has', () => {
  const earlier = JSON.parse(JSON.stringify({ ...planOf(), pooler: undefined })) as ClusterPlan;
  const existing = existingAs(planOf(), { plan: earlier });
  expect(differences(existing, planOf({ 'pooler.poolSize': 7, 'ports.read': 99 }))).toMatchObject([
    { key: 'ports.read' },
  ]);
});
