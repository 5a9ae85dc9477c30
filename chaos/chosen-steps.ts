import { UserError } from '../words/user-error';
import type { ClusterPlan } from '../topology/plan';
import type { ChaosOptions } from './options';
import { wouldLose } from './checks/redundancy-rules';
import { isPossible, requireHostCommand } from './faults/host-tools';
import { namedSteps, randomSteps, type Step } from './steps';

/**
 * The steps that a user chose for a stack; endless for `random`.
 *
 * @throws UserError for an unknown fault or target, or one that the stack is not redundant for
 */
export function chosenSteps(options: ChaosOptions, plan: ClusterPlan): Iterable<Step> {
  const { faults, targets, rounds, holdMs, force, hostCommand } = options;
  if (faults.includes('random')) {
    return randomSteps(plan, options.seed, (step) => {
      const wanted = targets.length === 0 || targets.includes(step.target.name);
      return (
        wanted &&
        isPossible(step.fault, hostCommand) &&
        (force || wouldLose(plan, step) === undefined)
      );
    });
  }
  const named = namedSteps(plan, faults, targets, holdMs);
  const steps = named.filter(
    ({ fault }) => faults.includes(fault) || isPossible(fault, hostCommand),
  );
  for (const step of steps) {
    requireHostCommand(step.fault, hostCommand);
    const loss = wouldLose(plan, step);
    if (loss !== undefined && !force) {
      throw new UserError(
        `${step.fault} of ${step.target.name} on stack "${plan.stack}": ${loss}`,
        'add --force to do it all the same',
      );
    }
  }
  // Every fault once, then again: what one leaves behind meets all the others.
  return Array.from({ length: rounds }, () => steps).flat();
}
