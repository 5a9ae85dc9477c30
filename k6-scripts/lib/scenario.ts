import type { Operation } from './operation';
import type { Random } from './random';

/** An operation and how often it is drawn, relative to the others' weights. */
export interface WeightedOperation {
  readonly operation: Operation;
  /** Positive, or 0 for never. */
  readonly weight: number;
}

/** What the user chose about the mix. */
export interface MixOptions {
  /** Share of reads, spatial ones included, in percent. */
  readonly readRatio: number;
}

/** What a scenario wants where the user does not say otherwise. */
export interface ScenarioDefaults {
  readonly to?: 'write' | 'read' | 'any' | 'pooled';
  /** Virtual users of the closed model. */
  readonly vus?: number;
  readonly profile?: 'none' | 'seed';
  readonly durationS?: number;
}

/** A benchmark: its operations with their weights. One engine runs them all. */
export interface Scenario {
  /** One line for the list of scenarios. */
  readonly description: string;
  /** Whether `--read-ratio` changes the mix. Default: it does not. */
  readonly usesReadRatio?: boolean;
  /** Tables that must be there. Default: the data set's. */
  readonly tables?: readonly string[];
  /**
   * Whether each next operation is drawn by weight (the default), comes as often as its weight says in every
   * stretch of time, rare ones too, or they take turns as listed.
   */
  readonly order?: 'drawn' | 'spread' | 'in-turn';
  /** Whether a user keeps its connection (the default) or makes one for each statement. */
  readonly connection?: 'kept' | 'each-statement';
  /** Whether the statements are of a kind that the project's own k6 alone can send. */
  readonly ownK6Only?: boolean;
  /**
   * Whether it sends values of somebody's rows, which no result may quote. Default: it makes its values up.
   */
  readonly hasOwnValues?: boolean;
  readonly defaults?: ScenarioDefaults;
  mix(options: MixOptions): WeightedOperation[];
}

/** A share of the mix, split evenly over the operations. */
export function evenly(operations: readonly Operation[], share: number): WeightedOperation[] {
  return operations.map((operation) => ({ operation, weight: share / operations.length }));
}

/**
 * A function that draws operations by weight.
 *
 * @throws Error if no weight is positive
 */
export function weightedChoice(mix: readonly WeightedOperation[]): (random: Random) => Operation {
  const drawn = mix.filter(({ weight }) => weight > 0);
  const last = drawn.at(-1);
  if (last === undefined) throw new Error('a mix needs an operation with a positive weight');
  if (drawn.length === 1) return () => last.operation;
  const total = drawn.reduce((sum, { weight }) => sum + weight, 0);
  return (random) => {
    let point = random.next() * total;
    // An iterator would cost k6's JavaScript engine several times as much.
    // eslint-disable-next-line @typescript-eslint/prefer-for-of
    for (let i = 0; i < drawn.length; i += 1) {
      const { operation, weight } = drawn[i] as WeightedOperation;
      point -= weight;
      if (point < 0) return operation;
    }
    // Rounding may leave a remainder at the very end.
    return last.operation;
  };
}

/**
 * A function that gives operations by weight, and each once in every stretch in which its weight makes one: where
 * {@link weightedChoice} may leave out a rare one for long, or bring it three times. When in its stretch it comes is
 * drawn (stratified sampling).
 *
 * @throws Error if no weight is positive
 */
export function spreadChoice(mix: readonly WeightedOperation[]): (random: Random) => Operation {
  const total = mix.reduce((sum, { weight }) => sum + weight, 0);
  const strata = mix
    .filter(({ weight }) => weight > 0)
    .map(({ operation, weight }) => ({ operation, stretch: total / weight, count: 0, at: NaN }));
  const first = strata[0];
  if (first === undefined) throw new Error('a mix needs an operation with a positive weight');
  return (random) => {
    let next = first;
    // An iterator would cost k6's JavaScript engine several times as much.
    // eslint-disable-next-line @typescript-eslint/prefer-for-of
    for (let i = 0; i < strata.length; i += 1) {
      const one = strata[i] as (typeof strata)[number];
      if (Number.isNaN(one.at)) one.at = random.next() * one.stretch;
      if (one.at < next.at) next = one;
    }
    next.count += 1;
    next.at = (next.count + random.next()) * next.stretch;
    return next.operation;
  };
}

/**
 * A function that gives the operations in turn, whatever their positive weights.
 *
 * @throws Error if no weight is positive
 */
export function inTurn(mix: readonly WeightedOperation[]): () => Operation {
  const operations = mix.flatMap(({ operation, weight }) => (weight > 0 ? [operation] : []));
  if (operations.length === 0) throw new Error('a mix needs an operation with a positive weight');
  let next = 0;
  return () => {
    const operation = operations[next] as Operation;
    next = next + 1 === operations.length ? 0 : next + 1;
    return operation;
  };
}
