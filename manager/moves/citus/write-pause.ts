import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import type { NodePlan } from '../../../topology/plan';
import type { KeptSessions } from '../../sessions/kept-sessions';

/**
 * How long sessions have been waiting now for locks under which shards change their place, ms, by shard.
 * Citus's locks on the metadata of a shard, and of those that are placed with it, are advisory ones of
 * classes 4 and 8 (resource_lock.h, ADV_LOCKTAG_CLASS_CITUS_…): the former of a shard's number, in two
 * halves, the latter of a colocation and a shard's place in it.
 */
const WAITS = `
  SELECT coalesce(placed.shard, CASE l.objsubid WHEN 4 THEN l.classid::bigint << 32 | l.objid::bigint END)::float8
      AS shard,
    max(extract(epoch FROM clock_timestamp() - l.waitstart) * 1000)::float8 AS ms
  FROM pg_locks l LEFT JOIN LATERAL (
    SELECT min(shardid) AS shard FROM (
      SELECT s.shardid, row_number() OVER (PARTITION BY s.logicalrelid ORDER BY s.shardminvalue::bigint) - 1 AS place
      FROM pg_dist_shard s JOIN pg_dist_partition p USING (logicalrelid)
      WHERE p.colocationid = l.objid::bigint) shards
    WHERE place = l.classid::bigint) placed ON l.objsubid = 8
  WHERE l.locktype = 'advisory' AND l.objsubid IN (4, 8) AND NOT l.granted GROUP BY 1`;

interface Wait {
  readonly shard: number | null;
  readonly ms: number | null;
}

/** Between two looks, ms; by so much a wait may have been longer than was seen. */
const LOOK_MS = 50;

/** Watches how long writers wait for shards that move. */
export class WritePause {
  private watched: number | undefined;
  /** Longest wait of each shard for which somebody waited, ms. */
  private readonly longest = new Map<number | null, number>();
  /** Shards that had moved when the watching began. */
  private unseen: ReadonlySet<number> = new Set();
  private isWatching = false;

  constructor(private readonly sessions: KeptSessions) {}

  /** Longest wait in a rebalance, ms; null where that was not watched. */
  longestOf(job: number | undefined): number | null {
    if (job === undefined || job !== this.watched) return null;
    return Math.round(Math.max(0, ...this.longest.values()));
  }

  /** Longest wait for shards that moved together in a rebalance, ms; null where that was not watched. */
  pauseOf(job: number, shards: readonly number[]): number | null {
    if (job !== this.watched || shards.some((shard) => this.unseen.has(shard))) return null;
    return Math.round(Math.max(...shards.map((shard) => this.longest.get(shard) ?? 0)));
  }

  /**
   * Watches the coordinator primary while the condition holds, unless that is done already.
   *
   * @param moved shards that have moved by now
   */
  async watch(
    job: number,
    node: NodePlan,
    isMoving: () => boolean,
    moved: readonly number[],
  ): Promise<void> {
    if (job !== this.watched) {
      this.longest.clear();
      this.unseen = new Set(moved);
    }
    this.watched = job;
    if (this.isWatching) return;
    this.isWatching = true;
    try {
      while (isMoving()) {
        for (const { shard, ms } of await this.sessions.ask(node, waits)) {
          this.longest.set(shard, Math.max(this.longest.get(shard) ?? 0, ms ?? 0));
        }
        await sleep(LOOK_MS);
      }
    } catch {
      // A coordinator that fails over is watched again when its successor is known.
    } finally {
      this.sessions.keepOnly([]);
      this.isWatching = false;
    }
  }
}

async function waits(client: ClientBase): Promise<Wait[]> {
  return (await client.query<Wait>(WAITS)).rows;
}
