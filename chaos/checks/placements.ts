import { connect } from '../../sql/connect';
import type { StackOutputs } from '../../topology/stack-outputs';
import { CHAOS_TABLES } from '../load/ledger-tables';

/** Whether shards have copies on several workers. */
export function hasReplicatedShards({ plan }: Pick<StackOutputs, 'plan'>): boolean {
  return plan.engine === 'citus' && plan.shardReplicationFactor > 1;
}

/** Shards that have fewer placements on active nodes than they should, as one line; else empty. */
export async function incompleteShards(outputs: StackOutputs): Promise<string[]> {
  if (!hasReplicatedShards(outputs)) return [];
  const client = await connect(outputs.connections.write, 'citus-cluster chaos');
  try {
    const { rows } = await client.query<{ shards: number }>(
      `SELECT count(*)::int AS shards FROM (
         SELECT s.shardid FROM pg_dist_shard s
         JOIN pg_dist_partition t ON t.logicalrelid = s.logicalrelid AND t.partmethod = 'h'
         LEFT JOIN (pg_dist_placement p JOIN pg_dist_node n
                    ON n.groupid = p.groupid AND n.noderole = 'primary' AND n.isactive)
           ON p.shardid = s.shardid AND p.shardstate = 1
         GROUP BY s.shardid HAVING count(p.placementid) < $1) incomplete`,
      [outputs.plan.shardReplicationFactor],
    );
    const shards = rows[0]?.shards ?? 0;
    return shards === 0 ? [] : [`${shards} shards lack a placement on an active node`];
  } finally {
    await client.end();
  }
}

/** Tables whose placements are compared. */
const COMPARED = [...CHAOS_TABLES, 'vehicle_locations'];

/**
 * Shards whose placements differ, each as a line; empty when all are alike. Compares the number of
 * rows and the sum of their hashes.
 */
export async function differingPlacements(outputs: StackOutputs): Promise<string[]> {
  const client = await connect(outputs.connections.write, 'citus-cluster chaos');
  try {
    const differing: string[] = [];
    for (const table of COMPARED) {
      const { rows } = await client.query<{ shardid: string; seen: string[] }>(
        `SELECT shardid::text, array_agg(DISTINCT result ORDER BY result) AS seen
         FROM run_command_on_placements($1::regclass,
           'SELECT count(*) || '':'' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM %s t')
         GROUP BY shardid HAVING count(DISTINCT result) > 1 OR NOT bool_and(success)`,
        [table],
      );
      differing.push(
        ...rows.map(({ shardid, seen }) => `shard ${shardid} of ${table}: ${seen.join(' and ')}`),
      );
    }
    return differing;
  } finally {
    await client.end();
  }
}
