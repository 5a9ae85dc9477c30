import { consequences, type Primaries } from '../../../chaos/figures/consequences';
import { FAULT_NAMES, FAULTS } from '../../../chaos/faults/fault';
import { HOST_COMMAND_VARIABLE, isPossible } from '../../../chaos/faults/host-tools';
import { wouldLose } from '../../../chaos/checks/redundancy-rules';
import { faultTargets } from '../../../chaos/faults/target';
import { readStatus } from '../../../running/read-status';
import type { ClusterPlan } from '../../../topology/plan';
import type { FaultChoice, FaultList } from '../../api/catalogue';
import { deploymentOf } from './cluster-tasks';

/** What can be done to a stack, and what would come of it as things are now. */
export async function faults(stack: string): Promise<FaultList> {
  const deployment = await deploymentOf(stack);
  const { groups } = await readStatus(deployment);
  const primaries = new Map(
    groups.flatMap(({ group, primary }) => (primary === null ? [] : [[group, primary] as const])),
  );
  return { stack, faults: faultChoices(deployment.plan, primaries) };
}

/** Every fault that has a target on a stack. */
export function faultChoices(plan: ClusterPlan, primaries: Primaries): FaultChoice[] {
  const hostCommand = process.env[HOST_COMMAND_VARIABLE];
  const possible = FAULT_NAMES.filter((name) => isPossible(name, hostCommand));
  return possible.flatMap((name) => {
    const { describes, held } = FAULTS[name];
    const targets = faultTargets(plan, name).map((target) => ({
      name: target.name,
      kind: target.kind,
      willHappen: consequences(plan, name, target, primaries),
      loses: wouldLose(plan, { fault: name, target, holdMs: 0 }) ?? null,
    }));
    return targets.length === 0 ? [] : [{ name, describes, held, targets }];
  });
}
