import { readStatus } from '../../running/read-status';
import type { Deployment } from '../../running/local-state';
import type { NodeRows } from '../../results/evidence-schema';

/**
 * What each primary that holds shards holds of the table, as the manager counts it.
 *
 * @throws Error if the stack's manager does not answer
 */
export async function rowsByNode(deployment: Deployment): Promise<NodeRows[]> {
  const { stack, rowsByWorker, nodes, reasons } = await readStatus(deployment);
  if (nodes.length === 0) throw new Error(reasons[0] ?? 'the manager does not answer');
  if (stack !== deployment.plan.stack) throw new Error(`the manager is that of stack ${stack}`);
  return rowsByWorker.map(({ node, shards, rows, exact }) => ({ node, shards, rows, exact }));
}
