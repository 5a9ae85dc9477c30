import type Docker from 'dockerode';
import type { Deployment } from '../../running/local-state';
import type { StackStatus } from '../../running/read-status';
import { handOver } from '../../running/switch-over';
import { listOf } from '../../topology/change/change-rule';
import type { ClusterPlan, NodePlan } from '../../topology/plan';
import { UserError } from '../../words/user-error';
import { awaitStatus, STATUS_LIMIT_MS } from './await-status';

/** A primary that is to hand over, and to whom. */
export interface Handover {
  readonly group: number;
  readonly from: NodePlan;
  readonly to: NodePlan;
}

/**
 * The handovers that leave a host without a primary.
 *
 * @throws UserError where a group has no synchronous standby on another host
 */
export function awayFrom(plan: ClusterPlan, status: StackStatus, host: string): Handover[] {
  return handovers(
    plan,
    status,
    (node) => node.host === host,
    (node) => node.host !== host,
  );
}

/** The handovers that give each group's primary to the node that was placed for it, where that can take over. */
export function toPlaced(plan: ClusterPlan, status: StackStatus, host?: string): Handover[] {
  const placed = new Set(plan.groups.map(({ nodes }) => nodes[0]?.name));
  const isDue = ({ group }: NodePlan): boolean => {
    const first = plan.groups[group]?.nodes[0];
    return (
      (host === undefined || first?.host === host) &&
      status.nodes.some(({ name, synchronous }) => name === first?.name && synchronous)
    );
  };
  return handovers(
    plan,
    status,
    (node) => !placed.has(node.name) && isDue(node),
    (node) => placed.has(node.name),
  );
}

function handovers(
  { groups, stack }: ClusterPlan,
  status: StackStatus,
  leaves: (node: NodePlan) => boolean,
  takes: (node: NodePlan) => boolean,
): Handover[] {
  return groups.flatMap(({ group, name, nodes }) => {
    const primary = status.groups.find((one) => one.group === group)?.primary;
    const from = nodes.find((node) => node.name === primary);
    if (from === undefined || !leaves(from)) return [];
    const to = nodes.find(
      (node) =>
        takes(node) && status.nodes.some((one) => one.name === node.name && one.synchronous),
    );
    if (to !== undefined) return [{ group, from, to }];
    throw new UserError(
      `${from.name} is primary of ${name}, and no synchronous standby elsewhere can take over; nothing was changed`,
      `\`npm run status -- --stack ${stack}\` says what it lacks`,
    );
  });
}

/**
 * Has primaries hand over, one after another, each once its group is redundant again.
 *
 * @param say takes a line for each that did
 * @throws UserError where one does not, with those that did before
 */
export async function handOverEach(
  deployment: Deployment,
  docker: Docker,
  due: readonly Handover[],
  say: (text: string) => void,
): Promise<void> {
  const { plan } = deployment;
  const done: string[] = [];
  for (const { group, from, to } of due) {
    try {
      await handOver(docker, plan, from.name, to.name);
      await awaitRedundancy(deployment, group, to.name);
    } catch (error) {
      throw new UserError(
        `${from.name} did not hand over to ${to.name}: ${(error as Error).message}` +
          (done.length === 0 ? '' : `; ${listOf(done)} did before`),
        `\`npm run status -- --stack ${plan.stack}\` says what the group lacks; the same command goes on`,
      );
    }
    done.push(from.name);
    say(`${from.name} handed over to ${to.name} (${done.length} of ${due.length})`);
  }
}

async function awaitRedundancy(deployment: Deployment, group: number, name: string): Promise<void> {
  await awaitStatus(
    deployment,
    ({ groups }) => {
      const state = groups.find((one) => one.group === group);
      return state?.primary === name && state.redundant && state.healthy;
    },
    () => new Error(`its group is not redundant after ${STATUS_LIMIT_MS / 1000} s`),
  );
}
