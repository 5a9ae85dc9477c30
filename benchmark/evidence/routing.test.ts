import { describe, expect, it } from 'vitest';
import { planRouting, routingDifference } from './routing';

function routing(...plan: string[]) {
  return routingWith(true, plan);
}

function routingWith(hasWorkers: boolean, plan: string[]) {
  const explained = {
    ...{ operation: 'x', class: 'read', sql: '', declared_routing: 'single-shard' as const },
    ...{ plan, analyzed: false, hash: 'abc' },
  };
  const { kind, shards } = planRouting(explained, hasWorkers);
  return { kind, shards };
}

describe('the routing in a plan', () => {
  it("is told by the number of Citus' tasks", () => {
    expect(routing('Custom Scan (Citus Adaptive)', '  Task Count: 1')).toEqual({
      kind: 'single-shard',
      shards: 1,
    });
    expect(routing('Aggregate', '  ->  Custom Scan (Citus Adaptive)', '  Task Count: 48')).toEqual({
      kind: 'multi-shard',
      shards: 48,
    });
  });

  it('is told by the foreign partitions that are scanned', () => {
    expect(
      routing('Foreign Scan on public.vehicle_locations_s03 vehicle_locations  (cost=…)'),
    ).toEqual({ kind: 'single-shard', shards: 1 });
    expect(
      routing(
        'Append',
        '  ->  Async Foreign Scan on public.vehicle_locations_s00 vehicle_locations_1',
        '  ->  Async Foreign Scan on public.vehicle_locations_s01 vehicle_locations_2',
      ),
    ).toEqual({ kind: 'multi-shard', shards: 2 });
  });

  it('counts an aggregate that was pushed down to a partition once each', () => {
    expect(
      routing(
        'Append',
        '  ->  Foreign Scan  (cost=1)',
        '        Relations: Aggregate on (public.vehicle_locations_s00 v)',
        '  ->  Foreign Scan  (cost=1)',
        '        Relations: Aggregate on (public.vehicle_locations_s01 v)',
      ),
    ).toEqual({ kind: 'multi-shard', shards: 2 });
  });

  it('counts a partition that is searched and changed once', () => {
    expect(
      routing(
        'Update on public.vehicle_locations',
        '  Foreign Update on public.vehicle_locations_s01 vehicle_locations_2',
        '  ->  Foreign Update on public.vehicle_locations_s01 vehicle_locations_2',
      ),
    ).toEqual({ kind: 'single-shard', shards: 1 });
  });

  it('is not in the plan of an insert into partitions, nor needed for a table of the node', () => {
    expect(routing('Insert on public.vehicle_locations', '  ->  Result')).toEqual({
      kind: 'by-row',
      shards: null,
    });
    expect(routingWith(false, ['Insert on public.vehicle_locations', '  ->  Result']).kind).toBe(
      'none',
    );
    expect(routing('Seq Scan on public.vehicle_locations')).toEqual({ kind: 'none', shards: null });
  });
});

describe("the difference of Citus' counters", () => {
  const zero = {
    ...{ single_shard: 0, multi_shard: 0, connections_made: 0 },
    ...{ connections_failed: 0, connections_reused: 0 },
  };

  it('is what was counted since, and all since a restart', () => {
    const before = { ...zero, single_shard: 10, multi_shard: 10 };
    const after = { ...zero, single_shard: 15, multi_shard: 3 };
    expect(routingDifference('a', before, after)).toMatchObject({
      single_shard: 5,
      multi_shard: 3,
    });
  });
});
