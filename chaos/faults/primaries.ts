import { askManager } from '../../running/ask-manager';
import { allNodes, type NodePlan } from '../../topology/plan';
import type { StackOutputs } from '../../topology/stack-outputs';
import { now, sleep } from '../../words/clock';
import { UserError } from '../../words/user-error';
import { primaryOf } from '../checks/cluster-state';

/** How long a primary is looked for, ms. */
const PRIMARY_LIMIT_MS = 15_000;

/**
 * The primaries of groups; waits a little where a node is too busy to say that it is one.
 *
 * @param groups their numbers
 * @throws UserError where one has none
 */
export async function primaries(
  groups: readonly number[],
  outputs: StackOutputs,
): Promise<NodePlan[]> {
  const deadline = now() + PRIMARY_LIMIT_MS;
  for (;;) {
    const status = await askManager(outputs).catch(() => undefined);
    const found = groups.map((group) => {
      const name = status === undefined ? undefined : primaryOf(status, group);
      return allNodes(outputs.plan).find((one) => one.name === name);
    });
    const nodes = found.filter((node) => node !== undefined);
    if (nodes.length === groups.length) return nodes;
    if (now() > deadline) {
      const missing = groups.find((_, i) => found[i] === undefined);
      throw new UserError(
        `group ${missing} of stack "${outputs.plan.stack}" has no primary`,
        'see `npm run status`',
      );
    }
    await sleep(250);
  }
}
