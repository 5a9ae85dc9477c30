import type { NodeSession } from './node-session';
import type { NodeRouting, OperationPlan, OperationRouting } from '../../results/evidence-schema';

/** What Citus has counted on one node so far, in the session's database. */
export type RoutingCounters = Omit<NodeRouting, 'node'>;

/**
 * Reads Citus' counters of a node.
 *
 * @throws Error where Citus has none (before 13.1) or does not count
 */
export async function readRouting(session: NodeSession): Promise<RoutingCounters> {
  const [state] = await session.query<{ counts: string | null }>({
    text: "SELECT current_setting('citus.enable_stat_counters', true) AS counts",
  });
  if (state?.counts !== 'on') {
    throw new Error('Citus counts nothing: citus.enable_stat_counters is not on');
  }
  const [counters] = await session.query<RoutingCounters>({
    text: `SELECT query_execution_single_shard::float8 AS single_shard,
        query_execution_multi_shard::float8 AS multi_shard,
        connection_establishment_succeeded::float8 AS connections_made,
        connection_establishment_failed::float8 AS connections_failed,
        connection_reused::float8 AS connections_reused
      FROM citus_stat_counters WHERE name = current_database()`,
  });
  if (counters === undefined) throw new Error('Citus has no counters of this database');
  return counters;
}

/** A node's counts between two readings; counters that fell were reset by a restart. */
export function routingDifference(
  node: string,
  before: RoutingCounters,
  after: RoutingCounters,
): NodeRouting {
  const since = (name: keyof RoutingCounters): number =>
    after[name] >= before[name] ? after[name] - before[name] : after[name];
  return {
    node,
    single_shard: since('single_shard'),
    multi_shard: since('multi_shard'),
    connections_made: since('connections_made'),
    connections_failed: since('connections_failed'),
    connections_reused: since('connections_reused'),
  };
}

/**
 * Where an operation goes: Citus' tasks in its plan, or the foreign partitions that it scans.
 *
 * @param hasWorkers whether rows can go anywhere but to the node itself
 */
export function planRouting(explained: OperationPlan, hasWorkers: boolean): OperationRouting {
  const { operation, plan, hash, declared_routing: declared } = explained;
  const text = plan.join('\n');
  const routed = (kind: OperationRouting['kind'], shards: number | null): OperationRouting => ({
    ...{ operation, kind, declared, shards },
    plan_hash: hash,
  });
  const bySize = (shards: number): OperationRouting =>
    routed(shards === 1 ? 'single-shard' : 'multi-shard', shards);

  const tasks = [...text.matchAll(/Task Count: (\d+)/g)].map(([, count]) => Number(count));
  if (tasks.length > 0) return bySize(Math.max(...tasks));
  const foreign = [
    ...text.matchAll(/Foreign (?:Scan|Update|Delete)(?: on (?:public\.)?(\S+))?/g),
  ].map(([, table], index) => table ?? String(index));
  // A join or an aggregate that was pushed down names its table in a line of its own.
  if (foreign.length > 0) return bySize(new Set(foreign).size);
  return hasWorkers && /^Insert on/.test(text) ? routed('by-row', null) : routed('none', null);
}
