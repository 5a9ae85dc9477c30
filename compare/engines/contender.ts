import { UserError } from '../../words/user-error';
import type { ClusterPlan } from '../../topology/plan';

/** A stack that takes part. */
export interface Contender {
  /** What the user called it. */
  readonly label: string;
  readonly stack: string;
}

/** The stack that stands for an engine whose name it does not have. */
const STACK_OF_ENGINE: Readonly<Record<string, string>> = { citus: 'dev' };

/**
 * The stacks that a user names: an engine's usual stack, or a stack itself.
 *
 * @param names e.g. `citus`, `native`, `single`, or any stack with a file
 * @param stacks the stacks that have a file
 * @throws UserError if there are under two, one twice, or one that has no file
 */
export function contendersOf(names: readonly string[], stacks: readonly string[]): Contender[] {
  const contenders = names.map((label) => ({
    label,
    stack: stacks.includes(label) ? label : (STACK_OF_ENGINE[label] ?? label),
  }));
  const unknown = contenders.find(({ stack }) => !stacks.includes(stack));
  if (unknown !== undefined) {
    throw new UserError(
      `"${unknown.label}" is neither an engine nor a stack`,
      `engines: citus, native, single; stacks here: ${stacks.join(', ')}`,
    );
  }
  const distinct = new Set(contenders.map(({ stack }) => stack));
  if (distinct.size < contenders.length) {
    throw new UserError(`${names.join(', ')} name one stack twice`, 'name each once');
  }
  if (contenders.length < 2) {
    throw new UserError('one engine alone compares with nothing', 'name two or more');
  }
  return contenders;
}

/** What the rows depend on; shards and distribution are what is compared. */
const DATA_KEYS = ['rows', 'regions', 'seed'] as const;

/**
 * Refuses stacks whose data sets differ.
 *
 * @throws UserError naming the first key that does
 */
export function assertSameData(plans: readonly ClusterPlan[]): void {
  for (const key of DATA_KEYS) {
    const values = plans.map(({ dataset }) => dataset[key]);
    if (new Set(values).size > 1) {
      const list = plans.map(({ stack }, i) => `${stack} ${values[i]}`).join(', ');
      throw new UserError(
        `the stacks hold different data: dataset.${key} is ${list}`,
        'set it to the same in their files and run `npm run up` on each',
      );
    }
  }
}
