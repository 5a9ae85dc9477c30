import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { askNode } from '../../running/existing/ask-node';
import { addressOf, type ClusterPlan, type NodePlan } from '../../topology/plan';
import { messageOf } from '../../words/message-of';

/** Longest time until nothing is left, ms: Patroni has to tell Citus of the primaries first. */
const LIMIT_MS = 120_000;

/** Between two tries, ms. */
const POLL_MS = 500;

const REGISTERED = `
  SELECT coalesce(string_agg(nodename, ',' ORDER BY groupid), '') FROM pg_dist_node
  WHERE noderole = 'primary' AND groupid > 0`;

const PREPARED = `
  SELECT count(*) FROM pg_prepared_xacts
  WHERE gid ~ '^citus_[0-9]+_' AND database = current_database()`;

/**
 * Finishes the transactions over several nodes that the restore point found in the middle: Citus commits
 * those of which it has a record, and rolls the others back. Does nothing with another engine.
 *
 * @param primaries of all groups, the coordinator's first
 * @throws Error with what is left after two minutes
 */
export async function settleTransactions(
  { engine, database }: Pick<ClusterPlan, 'engine' | 'database'>,
  docker: Docker,
  primaries: readonly NodePlan[],
  signal: AbortSignal,
): Promise<void> {
  if (engine !== 'citus') return;
  const [coordinator, ...workers] = primaries;
  if (coordinator === undefined) return;
  const ask = ({ container }: NodePlan, sql: string): Promise<string> =>
    askNode(docker, container, [sql], { database });
  const wanted = workers.map(addressOf).join(',');
  const settle = async (): Promise<string | undefined> => {
    const registered = await ask(coordinator, REGISTERED);
    if (registered !== wanted) return `Citus knows ${registered} as primaries, not ${wanted}`;
    for (const node of primaries) await ask(node, 'SELECT recover_prepared_transactions()');
    const counts = await Promise.all(primaries.map((node) => ask(node, PREPARED)));
    const left = counts.reduce((sum, count) => sum + Number(count), 0);
    return left === 0 ? undefined : `${left} transactions are prepared and not decided`;
  };
  for (const deadline = Date.now() + LIMIT_MS; ; await sleep(POLL_MS)) {
    signal.throwIfAborted();
    const why = await settle().catch(messageOf);
    if (why === undefined) return;
    if (Date.now() > deadline) throw new Error(why);
  }
}
