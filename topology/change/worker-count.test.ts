import { describe, expect, it } from 'vitest';
import { differences, isRefused } from './differences';
import { emptyWorker, existingAs, only, planOf, type ExistingChange } from './existing.fixture';
import { removalsFor } from './removals';

describe('fewer workers', () => {
  const [three, two] = [{ 'workers.count': 3 }, { 'workers.count': 2 }];
  const held = { ...emptyWorker(3), shards: [{ table: 'notes', shards: 4 }] };

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
    expect(difference.remedy).toContain('npm run drain -- --to 2 --stack test');
    expect(isRefused(difference)).toBe(true);
  });

  const own = ['table notes of its own', 'database shop'];

  it.each<[string, Required<ExistingChange>['catalogue'], string]>([
    [
      'for a table or a database on the worker alone',
      { leaving: [{ ...emptyWorker(3), own, rows: 5 }] },
      'table notes of its own and database shop (5 rows)',
    ],
    [
      'and call an estimate an estimate',
      { leaving: [{ ...held, rows: 1200, exact: false }] },
      'about 1,200 rows',
    ],
    [
      'while a worker without shards does not answer',
      { leaving: [{ ...emptyWorker(3), rows: undefined }] },
      'worker-3 does not answer',
    ],
    [
      'while a worker with shards does not answer',
      { leaving: [{ ...held, rows: undefined }] },
      'rows not counted',
    ],
    [
      'while the catalogue can not be read',
      { unknown: 'no coordinator is at work' },
      "what worker-3 holds can't be asked: no coordinator is at work",
    ],
  ])('are refused %s', (_, catalogue, words) => {
    const difference = only(three, two, { catalogue });
    expect(isRefused(difference)).toBe(true);
    // What can't be asked can't be moved either.
    expect(difference.effect).toBe('unknown' in catalogue ? 'refused' : 'move');
    expect(difference.what).toContain(words);
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
    const existing = existingAs(planOf(three), {
      plan: planOf(two),
      catalogue: { leaving: [held] },
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
  it('are made, and get their share by themselves', () => {
    const difference = only({ 'workers.count': 2 }, { 'workers.count': 4 });
    expect(difference.effect).toBe('live');
    expect(difference.what).toContain('worker-3 and worker-4 are made, and get their share');
    expect(difference.what).toContain('npm run rebalance -- status --stack test');
  });

  it('get it when they are told to, where that is wanted', () => {
    const manual = { 'rebalance.onGrow': 'manual' };
    const { what } = only({ ...manual, 'workers.count': 1 }, { ...manual, 'workers.count': 2 });
    expect(what).toContain('worker-2 is made, and gets its share');
    expect(what).toContain('npm run rebalance -- start --stack test');
  });
});
