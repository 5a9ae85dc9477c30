import { InvalidArgumentError } from 'commander';
import { UserError } from '../words/user-error';

/** Most workers of a size. */
const MOST_WORKERS = 32;

/** Most shards that a table may have here. */
const MOST_SHARDS = 4096;

/** Fewest shards; of so many, the data set's regions are spread evenly. */
const LEAST_SHARDS = 12;

/**
 * Share of the machine's cores that all workers of the largest size get, if nobody says otherwise. For
 * an insert coordinator, load balancer and load generator take 1.3 times what the workers do, so that
 * some 70 % of the machine are busy then, and nobody waits for a core.
 */
const WORKERS_SHARE = 0.3;

/** Least CPU of a worker: below, a check of its health takes all of it. */
const LEAST_CPUS = 0.05;

/**
 * Parses numbers of workers: `1,2,4`.
 *
 * @throws InvalidArgumentError (wrong usage) if they don't rise, or one is not from 1 to 32
 */
export function workerCounts(text: string): readonly number[] {
  const counts = text.split(',').map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : NaN));
  if (!counts.every((count) => count >= 1 && count <= MOST_WORKERS)) {
    throw new InvalidArgumentError(
      `It must be whole numbers from 1 to ${MOST_WORKERS} with commas between them.`,
    );
  }
  if (counts.length < 2 || counts.some((count, i) => i > 0 && count <= (counts[i - 1] as number))) {
    throw new InvalidArgumentError(
      'It must be two sizes or more, each larger than the one before.',
    );
  }
  return counts;
}

/** Parses the CPUs of a worker. */
export function workerCpus(text: string): number {
  const cpus = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || !(cpus >= LEAST_CPUS && cpus <= 64)) {
    throw new InvalidArgumentError(`It must be a number of CPUs from ${LEAST_CPUS} to 64.`);
  }
  return cpus;
}

/**
 * What each worker is held to: the same at each size, or the machine's cores would set the pace and
 * not the number of workers. The workers of the largest size get 30 % of the cores together, in
 * hundredths of a CPU; the rest is for the coordinator, the load balancer and the load generator.
 *
 * @param asked CPUs that the user wants
 * @throws UserError if all of them can't have that on this machine
 */
export function cpusOfWorkers(
  sizes: readonly number[],
  cores: number,
  asked: number | undefined,
): number {
  const largest = Math.max(...sizes);
  const cpus = asked ?? Math.floor((100 * WORKERS_SHARE * cores) / largest) / 100;
  if (cpus < LEAST_CPUS || largest * cpus > cores) {
    throw new UserError(
      `${largest} workers of ${Math.max(cpus, LEAST_CPUS)} CPUs each do not fit on ${cores} cores`,
      asked === undefined ? 'measure fewer workers' : 'measure fewer workers, or give each less',
    );
  }
  return cpus;
}

/**
 * Shards of the table at every size, so that each worker has as many as the others: the least common
 * multiple of the sizes, times as much as brings it to twelve.
 *
 * @throws UserError if that is more than a table may have
 */
export function shardsFor(sizes: readonly number[]): number {
  const multiple = sizes.reduce((all, size) => (all * size) / divisor(all, size));
  const shards = multiple * Math.ceil(LEAST_SHARDS / multiple);
  if (shards > MOST_SHARDS) {
    throw new UserError(
      `sizes ${sizes.join(', ')} take ${multiple} shards to spread evenly, and ${MOST_SHARDS} is the most`,
      'choose sizes that divide each other, such as 1,2,4,8',
    );
  }
  return shards;
}

/** Greatest common divisor (Euclid). */
function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
