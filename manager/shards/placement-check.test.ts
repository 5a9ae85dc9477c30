import { describe, expect, it } from 'vitest';
import { PLAN } from '../observe/observed.fixture';
import { checkPlacements, type Survey } from './placement-check';
import type { Placement } from './placements';
import { estimatedRows } from './rows';

const [, workerOne, workerTwo] = PLAN.groups.map(({ nodes }) => nodes[0]);
if (workerOne === undefined || workerTwo === undefined) throw new Error('two workers are planned');
const HOLDERS = [workerOne, workerTwo];

/** Shard `public.t_N` of table `vehicle_locations` in these groups. */
const placed = (shard: number, ...groups: (number | null)[]): Placement[] =>
  groups.map((group) => ({ table: 'vehicle_locations', shard: `public.t_${shard}`, group }));

/** Every planned group is known and holds what is placed there, but for what is said. */
function survey(
  placements: readonly Placement[],
  { lacks = {}, silent = [] }: { lacks?: Record<number, string[]>; silent?: number[] } = {},
  more: { group: number; name: string }[] = [],
): Survey {
  const groups = [0, 1, 2].filter((group) => !silent.includes(group));
  return {
    facts: {
      nodes: [
        { group: 0, name: 'coordinator-a' },
        { group: 1, name: 'worker-1-a' },
        { group: 2, name: 'worker-2-a' },
        ...more,
      ],
      placements,
      unlogged: [],
    },
    held: new Map(
      groups.map((group) => {
        const here = placements.filter((placement) => placement.group === group);
        const there = here.filter(({ shard }) => !lacks[group]?.includes(shard));
        return [group, new Map(there.map(({ shard }) => [shard, 100]))];
      }),
    ),
  };
}

const SPREAD = [...placed(1, 1), ...placed(2, 2), ...placed(3, 1), ...placed(4, 2)];

const check = (now: Survey, before: Survey | undefined = now) => checkPlacements(PLAN, now, before);

describe('checkPlacements', () => {
  it('finds nothing where every shard lies on a planned node that holds it', () => {
    expect(check(survey(SPREAD))).toEqual({ reasons: [], lostShards: 0 });
    expect(check(survey([]))).toEqual({ reasons: [], lostShards: 0 });
  });

  it('names a worker that was taken out of the plan with its shards', () => {
    const removed = [{ group: 3, name: 'worker-3-a' }];
    expect(check(survey([...SPREAD, ...placed(5, 3), ...placed(6, 3)], {}, removed))).toEqual({
      reasons: [
        'the catalogue has worker-3-a, which is not planned: 2 shards are placed there and nowhere else',
      ],
      lostShards: 2,
    });
    expect(check(survey(SPREAD, {}, removed)).reasons).toEqual([
      'the catalogue has worker-3-a, which is not planned',
    ]);
  });

  it('names a group that no node serves', () => {
    expect(check(survey([...SPREAD, ...placed(5, 3)]))).toEqual({
      reasons: ['the catalogue knows no node of group 3: 1 shard is placed there and nowhere else'],
      lostShards: 1,
    });
  });

  it('names a worker that does not answer, and what is elsewhere too', () => {
    const found = check(
      survey([...placed(1, 1, 2), ...placed(2, 2), ...placed(3, 1, 2)], { silent: [2] }),
    );
    expect(found).toEqual({
      reasons: ['worker-2 does not answer: 3 shards are placed there, 1 of them nowhere else'],
      lostShards: 1,
    });
    expect(check(survey(placed(1, 1, 2), { silent: [2] }))).toEqual({
      reasons: [
        'worker-2 does not answer: 1 shard is placed there, all of which are elsewhere too',
      ],
      lostShards: 0,
    });
  });

  it('names a worker that has lost its tables, once they were missing twice', () => {
    const whole = survey(SPREAD);
    const empty = survey(SPREAD, { lacks: { 2: ['public.t_2', 'public.t_4'] } });
    expect(check(empty, whole)).toEqual({ reasons: [], lostShards: 0 });
    expect(check(empty, empty)).toEqual({
      reasons: ['worker-2 lacks 2 of 2 shards placed there and nowhere else'],
      lostShards: 2,
    });
  });

  it('names shards without a placement', () => {
    expect(check(survey([...SPREAD, ...placed(5, null)]))).toEqual({
      reasons: ['1 shard of vehicle_locations has no placement'],
      lostShards: 1,
    });
  });

  it('needs no entry for the coordinator', () => {
    const table = { table: 'vehicle_locations', shard: 'public.vehicle_locations', group: 0 };
    const { facts, held } = survey([table]);
    const native = { facts: { ...facts, nodes: [] }, held };
    expect(check(native)).toEqual({ reasons: [], lostShards: 0 });
  });
});

describe('estimatedRows', () => {
  it('sums the estimates by group, also of a worker without a shard', () => {
    expect(estimatedRows(survey([...placed(1, 1), ...placed(2, 1)]), HOLDERS, [])).toEqual([
      { group: 1, node: 'worker-1-a', shards: 2, rows: 200, exact: false },
      { group: 2, node: 'worker-2-a', shards: 0, rows: 0, exact: true },
    ]);
  });

  it('keeps what was known of a group that does not answer', () => {
    const known = estimatedRows(survey(SPREAD), HOLDERS, []);
    expect(estimatedRows(survey(SPREAD, { silent: [1] }), [workerTwo], known)).toEqual(known);
    expect(estimatedRows(survey(SPREAD, { silent: [1] }), [workerTwo], [])).toHaveLength(1);
  });

  it('is empty without the table', () => {
    expect(estimatedRows(survey([]), HOLDERS, [])).toEqual([]);
  });
});
