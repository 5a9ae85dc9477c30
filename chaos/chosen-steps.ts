import { UserError } from '../words/user-error';
import type { ClusterPlan } from '../topology/plan';
import type { ChaosOptions } from './options';
import { wouldLose } from './checks/redundancy-rules';
import { namedSteps, randomSteps, type Step } from './steps';

/**
 * The steps that a user chose for a stack; endless for `random`.
 *
 * @throws UserError for an unknown fault or target, or one that the stack is not redundant for
 */
export function chosenSteps(options: ChaosOptions, plan: ClusterPlan): Iterable<Step> {
  const { faults, targets, rounds, holdMs, force } = options;
  if (faults.includes('random')) {
    return randomSteps(plan, options.seed, (step) => {
      const wanted = targets.length === 0 || targets.includes(step.target.name);
      return wanted && (force || wouldLose(plan, step) === undefined);
    });
  }
  const steps = namedSteps(plan, faults, targets, holdMs);
  for (const step of steps) {
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
