import { expect, it } from 'vitest';
import { planClass } from './plan-class';

it.each([
  ['one shard', ['Custom Scan (Citus Adaptive)', '  Task Count: 1', '  Tasks Shown: All']],
  ['all shards', ['Aggregate', '  ->  Custom Scan (Citus Adaptive)', '        Task Count: 12']],
  ['moved', ['Custom Scan (Citus Adaptive)', '  Task Count: 12', '    MapMergeJob']],
  ['moved', ['Custom Scan (Citus Adaptive)', '  ->  Distributed Subplan 3_1', '  Task Count: 1']],
  ['coordinator', ['Limit', '  ->  Index Scan using jobs_id_idx on jobs']],
])('%s', (name, lines) => {
  expect(planClass(lines)).toBe(name);
});
