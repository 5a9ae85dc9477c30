import type { ClientBase } from 'pg';
import type { ClusterPlan } from '../../../topology/plan';
import { FOREIGN_SHARDS } from '../../shards/foreign-shards';
import { readMoves, type MoveRecord } from './move-record';
import type { PlacedShard } from './plan-moves';

/** A foreign partition as the coordinator's catalogue has it. */
export interface ShardFact extends PlacedShard {
  /** The foreign table's. */
  readonly oid: number;
  /** The shard's name on its worker, with its schema, quoted. */
  readonly remote: string;
}

/** What the coordinator knows of shards and of their moves. */
export interface MoverFacts {
  readonly shards: readonly ShardFact[];
  /** Worker groups that take no shards. */
  readonly draining: readonly number[];
  readonly wish: 'as needed' | 'asked for' | 'stopped';
  readonly moves: readonly MoveRecord[];
}

/**
 * Reads them on the coordinator primary; undefined before the schema is there.
 *
 * @param groups worker groups that are planned
 */
export async function readMoverFacts(
  client: ClientBase,
  groups: readonly number[],
): Promise<MoverFacts | undefined> {
  const { rows: schema } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('cluster.shard_moves') IS NOT NULL AS there`,
  );
  if (schema[0]?.there !== true) return undefined;
  const { rows: draining } = await client.query<{ group: number }>(
    'SELECT worker_group AS group FROM cluster.draining_workers ORDER BY 1',
  );
  const { rows: wishes } = await client.query<Pick<MoverFacts, 'wish'>>(
    `SELECT CASE WHEN wish = 'stopped' AND NOT stopped_with @> $1::integer[] THEN 'as needed'
       ELSE wish END AS wish FROM cluster.rebalancing`,
    [groups],
  );
  return {
    shards: (await client.query<ShardFact>(`${FOREIGN_SHARDS} ORDER BY 1, 2`)).rows,
    draining: draining.map(({ group }) => group),
    wish: wishes[0]?.wish ?? 'as needed',
    moves: await readMoves(client),
  };
}

/** Numbers of the worker groups of a plan. */
export function workerGroups({ groups }: ClusterPlan): number[] {
  return groups.map(({ group }) => group).filter((group) => group > 0);
}

/** Bytes of shards on their worker by their names there; what is not there is left out. */
export async function readSizes(
  client: ClientBase,
  names: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; bytes: number }>(
    `SELECT name, pg_total_relation_size(to_regclass(name))::float8 AS bytes
     FROM unnest($1::text[]) name WHERE to_regclass(name) IS NOT NULL`,
    [names],
  );
  return new Map(rows.map(({ name, bytes }) => [name, bytes]));
}
