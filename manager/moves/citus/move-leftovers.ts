import type { Client, ClientBase } from 'pg';
import type { NodePlan } from '../../../topology/plan';
import { log } from '../../log';
import type { Observation } from '../../observe/observation';
import { withSession } from '../../sessions/sessions';
import type { MoverOptions } from '../mover-options';
import type { MoveFacts } from './move-facts';
import { whileNobodySplits } from './shard-work-lock';

/** Has Citus remove what moves left behind; it does so by itself as well, but not while a node is away. */
export async function removeLeftovers(client: ClientBase): Promise<void> {
  await client.query('CALL citus_cleanup_orphaned_resources()');
}

/** Names that Citus gives to what a move takes of replication. */
const NAMED = `'^citus_shard_(move|split)_(slot|subscription|publication)_'`;

/** What is left of replication on a worker, as the statements that remove it. */
const STRAYS = `
  SELECT format('SELECT pg_drop_replication_slot(%L)', slot_name) AS sql
  FROM pg_replication_slots WHERE slot_name ~ ${NAMED} AND NOT active AND database = current_database()
  UNION ALL
  SELECT format('ALTER SUBSCRIPTION %1$I DISABLE; ALTER SUBSCRIPTION %1$I SET (slot_name = NONE); DROP SUBSCRIPTION %1$I', subname)
  FROM pg_subscription WHERE subname ~ ${NAMED}
  UNION ALL
  SELECT format('DROP PUBLICATION %I', pubname) FROM pg_publication WHERE pubname ~ ${NAMED}`;

/**
 * Removes slots, subscriptions and publications that Citus has forgotten. Only while nothing moves and
 * Citus knows of nothing to remove: then none of them is in use.
 *
 * @param client a session on a worker's primary
 * @returns how many there were
 */
export async function removeStrays(client: ClientBase): Promise<number> {
  await client.query('SET citus.enable_ddl_propagation = off');
  const { rows } = await client.query<{ sql: string }>(STRAYS);
  for (const { sql } of rows) for (const one of sql.split('; ')) await client.query(one);
  return rows.length;
}

/** Between two attempts to remove what moves left behind, ms; Citus tries each 15 s by itself. */
const CLEAN_MS = 10_000;

/** So long after a rebalance is looked for what Citus forgot, s, and so often, ms. */
const AFTERMATH_S = 600;
const STRAYS_MS = 30_000;

/** Longest wait for a node's answer, ms. */
const ANSWER_LIMIT_MS = 20_000;

/** Removes what is left while nothing moves. */
export class Leftovers {
  private cleanedAt = 0;
  private strayedAt = 0;

  constructor(private readonly options: MoverOptions) {}

  async clean(
    coordinator: NodePlan,
    { groups }: Observation,
    { job, leftovers }: MoveFacts,
  ): Promise<void> {
    if (leftovers.all > 0) {
      if (Date.now() - this.cleanedAt < CLEAN_MS) return;
      this.cleanedAt = Date.now();
      await this.onNode(coordinator, removeLeftovers);
      return;
    }
    if ((job?.ended ?? Infinity) > AFTERMATH_S || Date.now() - this.strayedAt < STRAYS_MS) return;
    this.strayedAt = Date.now();
    const workers = groups.flatMap(({ group, primary }) =>
      group.group > 0 && primary !== undefined ? [primary.node] : [],
    );
    await this.onNode(coordinator, (client) =>
      whileNobodySplits(client, () => this.removeStraysOn(workers)),
    );
  }

  private async removeStraysOn(workers: readonly NodePlan[]): Promise<void> {
    for (const node of workers) {
      const strays = await this.onNode(node, removeStrays);
      if (strays > 0)
        log('warn', 'removed what moves had left behind', { node: node.name, strays });
    }
  }

  private onNode<T>(node: NodePlan, run: (client: Client) => Promise<T>): Promise<T> {
    const { credentials, plan } = this.options;
    return withSession(node, credentials, plan.database, run, ANSWER_LIMIT_MS);
  }
}
