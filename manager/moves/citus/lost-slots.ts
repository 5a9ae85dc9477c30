import type { ClientBase } from 'pg';
import type { NodePlan } from '../../../topology/plan';
import { log } from '../../log';
import type { Observation } from '../../observe/observation';
import { withSession } from '../../sessions/sessions';
import type { MoverOptions } from '../mover-options';

/** Between two looks, ms; a slot that is missing twice is lost. */
const LOOK_MS = 5000;

/** Longest wait for a node's answer, ms. */
const ANSWER_LIMIT_MS = 5000;

/** Slots that moves under way have on workers (cleanup records of type 3), by group. */
const SLOTS = `
  SELECT node_group_id AS group, object_name AS slot FROM pg_dist_cleanup
  WHERE object_type = 3 AND node_group_id > 0`;

const MISSING = `
  SELECT slot FROM unnest($1::text[]) AS slot
  WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = slot)`;

/** Ends the processes of the moves away from a group, which Citus then tries again. */
const END_MOVES = `
  SELECT pg_terminate_backend(t.pid) FROM pg_dist_background_task t
  JOIN pg_dist_node n ON n.nodeid = t.nodes_involved[1]
  WHERE t.status = 'running' AND t.pid IS NOT NULL AND n.groupid = $1`;

/**
 * Has moves begin anew whose source failed over. Its slot went with it, and by itself Citus waits two
 * hours for changes that never come (citus.logical_replication_timeout).
 */
export class LostSlots {
  private lookedAt = 0;
  private missing: ReadonlySet<string> = new Set();

  constructor(private readonly options: MoverOptions) {}

  /** @param client a session on the coordinator primary */
  async look(client: ClientBase, { groups }: Observation): Promise<void> {
    if (Date.now() - this.lookedAt < LOOK_MS) return;
    this.lookedAt = Date.now();
    const { rows } = await client.query<{ group: number; slot: string }>(SLOTS);
    const before = this.missing;
    const missing = new Set<string>();
    for (const group of new Set(rows.map((row) => row.group))) {
      const primary = groups.find((one) => one.group.group === group)?.primary?.node;
      if (primary === undefined) continue;
      const slots = rows.filter((row) => row.group === group).map(({ slot }) => slot);
      const lost = await this.missingOn(primary, slots);
      for (const slot of lost) missing.add(slot);
      if (!lost.some((slot) => before.has(slot))) continue;
      const ended = await client.query(END_MOVES, [group]);
      if (ended.rows.length > 0) {
        log('warn', 'moves begin anew: their source failed over', {
          ...{ group, moves: ended.rows.length },
        });
      }
    }
    this.missing = missing;
  }

  private async missingOn(node: NodePlan, slots: readonly string[]): Promise<string[]> {
    const { credentials, plan } = this.options;
    const ask = async (client: ClientBase): Promise<string[]> =>
      (await client.query<{ slot: string }>(MISSING, [slots])).rows.map(({ slot }) => slot);
    return withSession(node, credentials, plan.database, ask, ANSWER_LIMIT_MS);
  }
}
