import type { Check } from '../check/check-file';
import type { OwnWorkload } from '../workload/workload-file';

/** Length of a run where statements are short, and of the longest one that nobody asks for, s. */
export const LENGTH_S = { usual: 8, longest: 30 } as const;

/**
 * How often the rarest statement is to come in a run, as the check's times tell. Runs send about twice as many, as
 * their caches are warm.
 */
const LEAST_CALLS = 1.5;

/**
 * How long runs have to be for each statement to come in each, s: as the slowest stack took for one call of each
 * when it was checked.
 *
 * @param sent what stacks are sent
 * @param cores that they share
 */
export function runLength(sent: OwnWorkload, check: Check, cores: number): number {
  const answers = new Map(check.statements.map((one) => [one.name, one.answers]));
  const engines = new Set([...answers.values()].flat().map(({ engine }) => engine));
  const calls = [
    ...sent.statements.map(({ name, weight }) => ({ weight, statements: [name] })),
    ...sent.transactions,
  ].filter(({ weight }) => weight > 0);
  const all = calls.reduce((sum, { weight }) => sum + weight, 0);
  const msOn = (engine: string, name: string): number =>
    answers.get(name)?.find((one) => one.engine === engine)?.ms ?? 0;
  const meanOn = (engine: string): number =>
    calls.reduce((sum, { weight, statements }) => {
      const ms = statements.reduce((of, name) => of + msOn(engine, name), 0);
      return sum + (weight / all) * ms;
    }, 0);
  const slowest = Math.max(0, ...[...engines].map(meanOn));
  const rarest = Math.min(1, ...calls.map(({ weight }) => weight / all));
  const needed = (LEAST_CALLS / rarest) * (slowest / 1000 / cores);
  return Math.min(LENGTH_S.longest, Math.max(LENGTH_S.usual, Math.ceil(needed)));
}
