import type { ClientBase } from 'pg';
import { HAS_IDENTITY } from '../../shards/replica-identity';
import { SHARDS_ARE_SPLIT } from './shard-work-lock';

/** A worker group's primary, as Citus knows it. */
export interface MoverNode {
  /** Citus's number of the node, which a failover does not change. */
  readonly id: number;
  readonly group: number;
  readonly active: boolean;
  /** Whether shards may be placed there: false of a worker that is to be empty. */
  readonly takesShards: boolean;
}

/** A shard, and those that are placed with it: they move together. */
export interface ShardUnit {
  readonly shardIds: readonly number[];
  /** Names of the shards' tables, quoted where they need to be. */
  readonly names: readonly string[];
  readonly tables: readonly string[];
  /** What is spread alike; moves balance each by itself. */
  readonly colocation: string;
  /** Groups that hold a placement. */
  readonly groups: readonly number[];
  /** Tables of {@link colocation} that have no primary key and no other replica identity. */
  readonly keyless: readonly string[];
}

/** One move of a rebalance. */
export interface MoveTask {
  readonly shardId: number | null;
  /** Numbers of the nodes that it moves from and to. */
  readonly nodes: readonly number[] | null;
  /** Citus's word: `blocked`, `runnable`, `running`, `done`, `error`, `cancelled`, … */
  readonly status: string;
  readonly retries: number;
  readonly message: string;
  /** Seconds until it is tried again. */
  readonly waits: number | null;
}

/** A rebalance in the background. */
export interface MoveJob {
  readonly id: number;
  /** Citus's word: `scheduled`, `running`, `finished`, `cancelling`, `cancelled`, `failing`, `failed`. */
  readonly state: string;
  /** Seconds since it began; null before. */
  readonly seconds: number | null;
  /** Seconds since its last move ended; null before. */
  readonly ended: number | null;
  readonly tasks: readonly MoveTask[];
}

/** What Citus's own tables say of moves. */
export interface MoveFacts {
  readonly nodes: readonly MoverNode[];
  readonly units: readonly ShardUnit[];
  /** Reference tables that a worker lacks, which get there before any shard does. */
  readonly references: { readonly missing: boolean; readonly keyless: readonly string[] };
  /** The last rebalance, whoever began it. */
  readonly job: MoveJob | null;
  /** Whether shards are being split, at a user's word. */
  readonly isSplit: boolean;
  /** What moves have left behind that is yet to be removed, by what it is kept for. */
  readonly leftovers: { readonly formerShards: number; readonly all: number };
}

/** Tables without a key that keep a shard from moving while it is written to; empty where it can. */
export function keylessFor({ references }: MoveFacts, { keyless }: ShardUnit): readonly string[] {
  return [...keyless, ...(references.missing ? references.keyless : [])];
}

/** States of a background job of Citus that is not over (pg_dist_background_job). */
export const AT_WORK: readonly string[] = ['scheduled', 'running', 'cancelling', 'failing'];

/** The rebalance that is under way, if one is. */
export function jobAtWork({ job }: MoveFacts): MoveJob | undefined {
  return job !== null && AT_WORK.includes(job.state) ? job : undefined;
}

/**
 * Reference tables (repmodel t) are on every node and never move; tables that Citus knows and does
 * not distribute have no colocation.
 */
const FACTS = `
  WITH moving AS (
    SELECT p.logicalrelid AS oid, p.logicalrelid::text AS name,
      CASE WHEN p.colocationid = 0 THEN 't' || p.logicalrelid::oid ELSE p.colocationid::text END AS colocation,
      ${HAS_IDENTITY} AS has_identity
    FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid
    WHERE p.repmodel <> 't' AND (p.partmethod <> 'n' OR p.colocationid <> 0)),
  keyless AS (
    SELECT colocation, json_agg(name ORDER BY name) AS tables FROM moving
    WHERE NOT has_identity GROUP BY colocation),
  placed AS (
    SELECT s.shardid, m.oid, m.name, m.colocation, s.shardminvalue,
      array_agg(pl.groupid ORDER BY pl.groupid) AS groups
    FROM moving m JOIN pg_dist_shard s ON s.logicalrelid = m.oid
    JOIN pg_dist_placement pl USING (shardid)
    GROUP BY s.shardid, m.oid, m.name, m.colocation, s.shardminvalue),
  units AS (
    SELECT colocation, json_agg(shardid ORDER BY shardid) AS shard_ids,
      json_agg(shard_name(oid, shardid) ORDER BY shardid) AS names,
      json_agg(name ORDER BY shardid) AS tables, (array_agg(to_json(groups) ORDER BY shardid))[1] AS groups,
      min(shardid) AS first
    FROM placed GROUP BY colocation, shardminvalue),
  job AS (
    SELECT * FROM pg_dist_background_job WHERE job_type = 'rebalance' ORDER BY job_id DESC LIMIT 1)
  SELECT json_build_object(
    'nodes', (SELECT coalesce(json_agg(json_build_object('id', nodeid, 'group', groupid, 'active',
        isactive, 'takesShards', shouldhaveshards) ORDER BY groupid), '[]')
      FROM pg_dist_node WHERE noderole = 'primary' AND groupid > 0),
    'units', (SELECT coalesce(json_agg(json_build_object('shardIds', u.shard_ids, 'names', u.names,
        'tables', u.tables, 'colocation', u.colocation, 'groups', u.groups,
        'keyless', coalesce(k.tables, '[]')) ORDER BY u.first), '[]')
      FROM units u LEFT JOIN keyless k USING (colocation)),
    'references', (SELECT json_build_object(
        'missing', coalesce(bool_or(copies < (SELECT count(*) FROM pg_dist_node
          WHERE noderole = 'primary' AND groupid > 0)), false),
        'keyless', coalesce(json_agg(name ORDER BY name) FILTER (WHERE NOT has_identity), '[]'))
      FROM (SELECT logicalrelid::text AS name, ${HAS_IDENTITY} AS has_identity,
          (SELECT count(*) FROM pg_dist_shard s JOIN pg_dist_placement pl USING (shardid)
           WHERE s.logicalrelid = p.logicalrelid AND pl.groupid > 0) AS copies
        FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid
        WHERE p.repmodel = 't') r),
    'job', (SELECT json_build_object('id', job_id, 'state', state,
        'seconds', extract(epoch FROM clock_timestamp() - started_at),
        'ended', extract(epoch FROM clock_timestamp() - finished_at),
        'tasks', (SELECT coalesce(json_agg(json_build_object(
            'shardId', substring(command FROM 'citus_move_shard_placement\\((\\d+)')::bigint,
            'nodes', to_json(nodes_involved), 'status', status, 'retries', coalesce(retry_count, 0),
            'message', message, 'waits', extract(epoch FROM not_before - clock_timestamp()))
            ORDER BY task_id), '[]')
          FROM pg_dist_background_task t WHERE t.job_id = job.job_id)) FROM job),
    'isSplit', ${SHARDS_ARE_SPLIT},
    'leftovers', (SELECT json_build_object(
        'formerShards', count(*) FILTER (WHERE policy_type = 2), 'all', count(*))
      FROM pg_dist_cleanup)) AS facts`;

/** Reads them on the coordinator primary. */
export async function readMoveFacts(client: ClientBase): Promise<MoveFacts> {
  const { rows } = await client.query<{ facts: MoveFacts }>(FACTS);
  const [row] = rows;
  if (row === undefined) throw new Error('the catalogue gave no answer');
  return row.facts;
}
