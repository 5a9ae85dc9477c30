import { seededRandom } from '../k6-scripts/lib/random';
import { UserError } from '../words/user-error';
import type { ClusterPlan } from '../topology/plan';
import { FAULT_NAMES, FAULTS, type FaultName } from './faults/fault';
import { defaultTarget, faultTargets, findTarget, type FaultTarget } from './faults/target';

/** One fault on one target. */
export interface Step {
  readonly fault: FaultName;
  readonly target: FaultTarget;
  /** How long it lasts before it is healed, ms; 0 for faults that heal by themselves. */
  readonly holdMs: number;
}

/** Words that stand for several faults. */
export const MANY_FAULTS = ['all', 'random'] as const;

/**
 * The steps for what the user named, in that order.
 *
 * @param names faults, or `all`
 * @param targets their targets; none for each fault's default
 * @throws UserError for a name that is neither a fault nor, for one of the faults, a target
 */
export function namedSteps(
  plan: ClusterPlan,
  names: readonly string[],
  targets: readonly string[],
  holdMs: number,
): Step[] {
  const step = (fault: FaultName, target: FaultTarget): Step => ({
    fault,
    target,
    holdMs: FAULTS[fault].held ? holdMs : 0,
  });
  return names.flatMap((name) => {
    if (name === 'all') return allSteps(plan, targets, step);
    const fault = faultNamed(name);
    if (targets.length === 0) return [step(fault, defaultTarget(plan, fault))];
    return targets.map((target) => step(fault, findTarget(plan, fault, target)));
  });
}

/** Every fault: those of a group on the coordinator and on one worker, the others once. */
function allSteps(
  plan: ClusterPlan,
  targets: readonly string[],
  step: (fault: FaultName, target: FaultTarget) => Step,
): Step[] {
  const steps = FAULT_NAMES.flatMap((fault) => {
    const possible = faultTargets(plan, fault);
    if (targets.length > 0) {
      return possible.filter(({ name }) => targets.includes(name)).map((one) => step(fault, one));
    }
    const groups = possible.filter(({ kind }) => kind === 'group');
    const chosen = groups.length === 0 ? possible.slice(0, 1) : groups.slice(0, 2);
    return (fault === 'coordinator-and-worker' ? chosen.slice(0, 1) : chosen).map((one) =>
      step(fault, one),
    );
  });
  if (steps.length > 0) return steps;
  throw new UserError(
    `no fault has a target named ${targets.join(' or ')}`,
    `targets: ${faultTargets(plan, 'kill-container')
      .map(({ name }) => name)
      .join(', ')}`,
  );
}

/** Shortest and longest random hold, ms. */
const RANDOM_HOLD_MS = [3000, 15_000] as const;

/** What random steps leave out: it changes the stack's configuration. */
const NOT_RANDOM: readonly FaultName[] = ['rolling-update'];

/**
 * Endless steps drawn at random; the same seed on the same stack draws the same ones.
 *
 * @param seed any whole number
 * @param allowed whether the stack takes the step (redundancy, its user's choice of targets)
 * @throws UserError where no step is allowed
 */
export function* randomSteps(
  plan: ClusterPlan,
  seed: number,
  allowed: (step: Step) => boolean,
): Generator<Step, never> {
  const random = seededRandom(seed);
  const candidates = FAULT_NAMES.filter((fault) => !NOT_RANDOM.includes(fault))
    .map((fault) =>
      faultTargets(plan, fault)
        .map((target): Step => ({ fault, target, holdMs: 0 }))
        .filter(allowed),
    )
    .filter((steps) => steps.length > 0);
  if (candidates.length === 0) {
    throw new UserError('no fault is possible on this stack', '--force takes those that lose data');
  }
  for (;;) {
    // A fault first, so that one with many targets does not come up more often.
    const step = random.pick(random.pick(candidates));
    const holdMs = random.whole(...RANDOM_HOLD_MS);
    yield FAULTS[step.fault].held ? { ...step, holdMs } : step;
  }
}

function faultNamed(name: string): FaultName {
  const found = FAULT_NAMES.find((fault) => fault === name);
  if (found !== undefined) return found;
  throw new UserError(
    `there is no fault "${name}"`,
    `faults: ${[...FAULT_NAMES, ...MANY_FAULTS].join(', ')}`,
  );
}
