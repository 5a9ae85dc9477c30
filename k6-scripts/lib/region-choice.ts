import type { StatementContext } from './operation';

/** Chooses the region of a statement. */
export type RegionChoice = (context: StatementContext) => string;

/** Each region as often as any other. */
export const anyRegion: RegionChoice = ({ random, dataset }) => random.pick(dataset.regions);

/** One of the first regions, each as often as the other. */
export function oneOfFirst(count: number): RegionChoice {
  return ({ random, dataset: { regions } }) =>
    regions[random.whole(0, Math.min(count, regions.length) - 1)] as string;
}

/**
 * Regions by Zipf's law: the n-th is chosen in proportion to 1 / n^exponent.
 *
 * @param exponent 0.99 as in YCSB's zipfian distribution
 */
export function zipfian(exponent: number): RegionChoice {
  // By number of regions, which is the same throughout a run.
  let cumulative: number[] = [];
  return ({ random, dataset: { regions } }) => {
    if (cumulative.length !== regions.length) cumulative = zipfShares(regions.length, exponent);
    const point = random.next();
    const index = cumulative.findIndex((share) => point < share);
    // Rounding may leave a remainder at the very end.
    return regions[index < 0 ? regions.length - 1 : index] as string;
  };
}

/** The share of the first n, for each n. */
function zipfShares(count: number, exponent: number): number[] {
  const weights = Array.from({ length: count }, (_, i) => 1 / (i + 1) ** exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => (sum += weight) / total);
}
