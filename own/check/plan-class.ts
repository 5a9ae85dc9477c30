import type { ClassName } from '../plan/statement-class';

/**
 * Where a statement runs by its plan on Citus; `coordinator` where nothing of the plan is distributed.
 *
 * @param lines of its EXPLAIN
 */
export function planClass(lines: readonly string[]): Exclude<ClassName, 'refused'> {
  const text = lines.join('\n');
  if (!/Citus/.test(text)) return 'coordinator';
  if (/MapMergeJob|Distributed Subplan|pull to coordinator|repartition/.test(text)) return 'moved';
  const tasks = [...text.matchAll(/Task Count: (\d+)/g)].map(([, count]) => Number(count));
  return tasks.every((count) => count <= 1) ? 'one shard' : 'all shards';
}
