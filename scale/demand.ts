import { mean } from 'simple-statistics';
import type { ByPart, Demand } from '../results/scale-result';

/** The parts of {@link ByPart}. */
export const PARTS = ['worker', 'coordinator', 'other', 'generator'] as const;

/** One of {@link PARTS}. */
export type Part = (typeof PARTS)[number];

/** The part that a container belongs to, by its name in the plan. */
export function partOf(name: string): Exclude<Part, 'generator'> {
  if (name.startsWith('worker-')) return 'worker';
  return name.startsWith('coordinator-') ? 'coordinator' : 'other';
}

/** Something of each part. */
export function eachPart(of: (part: Part) => number): ByPart {
  return {
    worker: of('worker'),
    coordinator: of('coordinator'),
    other: of('other'),
    generator: of('generator'),
  };
}

/**
 * CPU time of a statement by the utilisation law, U = X · D: the cores kept busy beyond those at
 * rest, by the statements a second (Denning and Buzen, The operational analysis of queueing network
 * models, 1978).
 *
 * @returns ms; 0 where nothing was served
 */
export function cpuTimes(busy: ByPart, atRest: ByPart, throughput: number): ByPart {
  return eachPart((part) =>
    throughput === 0 ? 0 : (1000 * Math.max(0, busy[part] - atRest[part])) / throughput,
  );
}

/**
 * A part's CPU time of a statement over the number of workers. A statement for one shard costs the
 * same whatever their number, so that is the mean; one that goes to all workers costs more with each
 * of them, so that is the straight line of least squares, which neither falls nor starts below 0.
 *
 * @param times ms, at each of the sizes
 */
export function fitDemand(
  sizes: readonly number[],
  times: readonly number[],
  fanOut: boolean,
): Demand {
  const level: Demand = { fixed: mean([...times]), per_worker: 0 };
  if (!fanOut || sizes.length < 2) return level;
  const [middle, average] = [mean([...sizes]), level.fixed];
  const square = sizes.reduce((sum, n) => sum + (n - middle) ** 2, 0);
  const product = sizes.reduce((sum, n, i) => sum + (n - middle) * ((times[i] ?? 0) - average), 0);
  const slope = product / square;
  if (slope <= 0) return level;
  const fixed = average - slope * middle;
  if (fixed >= 0) return { fixed, per_worker: slope };
  // Through 0.
  const [top, bottom] = [sizes.map((n, i) => n * (times[i] ?? 0)), sizes.map((n) => n * n)];
  return { fixed: 0, per_worker: mean(top) / mean(bottom) };
}

/** CPU time of a statement at a size, ms. */
export function demandAt({ fixed, per_worker }: Demand, workers: number): number {
  return fixed + per_worker * workers;
}
