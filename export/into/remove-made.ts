import { startProgress } from '../../cli/progress';
import { closeSession } from '../../manager/sessions/sessions';
import { messageOf } from '../../words/message-of';
import type { Undo } from './made-objects';
import { closeMakers, openMakers } from './makers';
import { IMPORTER, type TargetCluster, type TargetNode } from './target-cluster';

/** SQLSTATE of a table that is not there: it was removed already. */
const GONE = '42P01';

/**
 * Removes what an import has made, or is left of it.
 *
 * @param removal in the order in which it can be removed
 * @returns what could not be removed, and why
 */
export async function removeMade(
  cluster: TargetCluster,
  removal: readonly Undo[],
): Promise<string[]> {
  const progress = startProgress('removal of what was made');
  const left: string[] = [];
  try {
    await endImports(cluster.nodes[0]);
    const makers = await openMakers(cluster);
    try {
      for (const { node, what, sql } of removal) {
        const maker = makers.find((one) => one.node === node);
        try {
          await maker?.owner.query(sql);
        } catch (error) {
          if ((error as { code?: string }).code === GONE) continue;
          left.push(`${what} on ${node}: ${messageOf(error)}`);
        }
      }
    } finally {
      await closeMakers(makers);
    }
  } catch (error) {
    left.push(messageOf(error));
  } finally {
    progress.done();
  }
  return left;
}

/** What a statement that was cut off holds would have to be waited for. */
async function endImports(coordinator: TargetNode): Promise<void> {
  const client = await coordinator.open();
  try {
    await client.query(
      `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = '${IMPORTER}'`,
    );
  } finally {
    await closeSession(client);
  }
}
