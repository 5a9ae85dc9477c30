import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import type { NodePlan } from '../../../topology/plan';
import type { KeptSessions } from '../../sessions/kept-sessions';

/**
 * The longest that a session has been waiting now for a lock under which a shard changes its place, ms.
 * Citus's locks on the metadata of a shard, and of those that are placed with it, are advisory ones of
 * classes 4 and 8 (resource_lock.h, ADV_LOCKTAG_CLASS_CITUS_…).
 */
const WAIT = `
  SELECT coalesce(max(extract(epoch FROM clock_timestamp() - waitstart)) * 1000, 0)::float8 AS ms
  FROM pg_locks WHERE locktype = 'advisory' AND objsubid IN (4, 8) AND NOT granted`;

/** Between two looks, ms; by so much a wait may have been longer than was seen. */
const LOOK_MS = 50;

/** Watches how long writers wait for shards that move. */
export class WritePause {
  private watched: number | undefined;
  private longest: number | undefined;
  private isWatching = false;

  constructor(private readonly sessions: KeptSessions) {}

  /** Longest wait in a rebalance, ms; null where that was not watched. */
  longestOf(job: number | undefined): number | null {
    return job === undefined || job !== this.watched || this.longest === undefined
      ? null
      : Math.round(this.longest);
  }

  /** Watches the coordinator primary while the condition holds, unless that is done already. */
  async watch(job: number, node: NodePlan, isMoving: () => boolean): Promise<void> {
    if (job !== this.watched) this.longest = undefined;
    this.watched = job;
    if (this.isWatching) return;
    this.isWatching = true;
    try {
      while (isMoving()) {
        const waited = await this.sessions.ask(node, longestWait);
        this.longest = Math.max(this.longest ?? 0, waited);
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

async function longestWait(client: ClientBase): Promise<number> {
  return (await client.query<{ ms: number }>(WAIT)).rows[0]?.ms ?? 0;
}
