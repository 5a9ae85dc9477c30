import { containerStates } from '../../running/container-states';
import { listOf } from '../../topology/change/change-rule';
import { allNodes, type ClusterPlan } from '../../topology/plan';
import { UserError } from '../../words/user-error';
import type { RestoreRecord } from './restore-record';

/** Names of the nodes whose containers somebody has removed. */
export async function missingNodes(plan: ClusterPlan): Promise<ReadonlySet<string>> {
  const states = await containerStates(plan);
  const nodes = new Set(allNodes(plan).map(({ name }) => name));
  return new Set(
    states
      .filter(({ name, state }) => nodes.has(name) && state === 'missing')
      .map(({ name }) => name),
  );
}

/**
 * Refuses to restore a cluster that lacks a node: it could only stop in the middle.
 *
 * @param begun a restore that has begun and not ended, during which nothing is made anew
 * @throws UserError naming the nodes, and what makes them or goes back
 */
export async function refuseMissingNodes(
  plan: ClusterPlan,
  begun: RestoreRecord | undefined,
): Promise<void> {
  const names = [...(await missingNodes(plan))];
  if (names.length === 0) return;
  const { stack } = plan;
  const remake = `\`npm run pulumi -- refresh --stack ${stack}\` and \`npm run up -- --stack ${stack}\` make what is missing`;
  throw new UserError(
    `${listOf(names)} of stack "${stack}" ${names.length > 1 ? 'have' : 'has'} no container`,
    begun === undefined
      ? remake
      : `\`npm run restore -- --undo --stack ${stack}\` goes back, and then ${remake}`,
  );
}
