import type { ClusterPlan } from '../topology/plan';
import { UserError } from '../words/user-error';

/**
 * Makes sure that an engine can divide shards while they are in use. A partition by hash has one of the
 * remainders of a modulus: dividing it means another modulus for it, and copying its rows while nobody
 * writes them, between two foreign tables that PostgreSQL does not commit as one.
 *
 * @throws UserError with what can be done instead
 */
export function requireCitus({ stack, engine, groups }: ClusterPlan, deed: string): void {
  if (groups.length === 1) {
    throw new UserError(`stack "${stack}" has one node and no shards`, 'set workers.count');
  }
  if (engine === 'citus') return;
  throw new UserError(
    `engine native can't ${deed}: the rows of a partition can't go to others in one transaction`,
    'make a table with more shards by cluster.create_sharded_table, copy the rows while nobody writes, and rename both',
  );
}
