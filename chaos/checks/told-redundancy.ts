import type { StatusSample } from './status-probe';

/** How long the manager may take to tell that redundancy is lost, ms. */
export const TOLD_LIMIT_MS = 5000;

/** Groups that lost what makes them redundant; times in ms since the epoch. */
export interface RedundancyLoss {
  readonly at: number;
  /** When the fault began to be healed; whether redundancy is lost is not known from then on. */
  readonly healingAt: number;
  /** Their names. */
  readonly bereft: readonly string[];
}

/**
 * What the statuses did not tell in time: groups that are still called redundant, or that nobody
 * told of at all. Empty where it was told, or the fault did not last.
 */
export function untoldLoss(
  samples: readonly Pick<StatusSample, 'askedAt' | 'redundant' | 'fromManager'>[],
  { at, healingAt, bereft }: RedundancyLoss,
): string[] {
  const late = samples.filter(({ askedAt }) => askedAt > at + TOLD_LIMIT_MS && askedAt < healingAt);
  const [first] = late;
  if (first === undefined) return [];
  const seconds = ((first.askedAt - at) / 1000).toFixed(1);
  if (!first.fromManager) return [`no manager told anything ${seconds} s after the fault`];
  return bereft
    .filter((name) => first.redundant.includes(name))
    .map((name) => `${name} was called redundant ${seconds} s after the fault`);
}
