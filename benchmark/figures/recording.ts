import { mergeBuckets, type Buckets } from '../../k6-scripts/lib/histogram';
import type { ErrorSample, Sample } from '../../k6-scripts/lib/sample';
import { PackedHistogram } from './packed-histogram';

/** What all virtual users did of one operation: sums of their samples. */
export interface OperationTotal {
  count: number;
  rows: number;
  sumUs: number;
  sumSquaresUs: number;
  minUs: number;
  maxUs: number;
  readonly buckets: Buckets;
}

/** An operation of which nothing was recorded yet. */
export function emptyTotal(): OperationTotal {
  return {
    count: 0,
    rows: 0,
    sumUs: 0,
    sumSquaresUs: 0,
    minUs: Infinity,
    maxUs: 0,
    buckets: new Map(),
  };
}

/** Adds what `from` holds to `into`. */
export function addTotal(
  into: OperationTotal,
  from: Omit<OperationTotal, 'buckets'> & { readonly buckets: Iterable<readonly [number, number]> },
): void {
  into.count += from.count;
  into.rows += from.rows;
  into.sumUs += from.sumUs;
  into.sumSquaresUs += from.sumSquaresUs;
  into.minUs = Math.min(into.minUs, from.minUs);
  into.maxUs = Math.max(into.maxUs, from.maxUs);
  mergeBuckets(into.buckets, from.buckets);
}

/** {@link OperationTotal} of one second, which may be over. */
type SecondTotal = Omit<OperationTotal, 'buckets'> & { buckets: Buckets | PackedHistogram };

/** One second of the run, over all virtual users. */
export interface SecondRecord {
  /** Samples that came of it: another number when it has changed. */
  samples: number;
  started: number;
  readonly operations: Map<string, SecondTotal>;
  /** One of each kind, with their number. */
  readonly errors: Mutable<ErrorSample>[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Seconds behind the newest one that samples still come of in any number. */
const OPEN_S = 2;

/**
 * Everything that the virtual users reported, by second of the run. Seconds that are over are packed,
 * and take some kilobytes each, however many users and statements there are.
 */
export class Recording {
  private readonly seconds = new Map<number, SecondRecord>();
  /** Seconds that are not packed. */
  private readonly open = new Set<number>();
  private newest = -1;

  /** Adds what one virtual user did within one second; also of a second that is over. */
  add(sample: Sample): void {
    const record = this.at(sample.second);
    record.samples += 1;
    record.started += sample.started;
    for (const [name, operation] of Object.entries(sample.operations)) {
      let total = record.operations.get(name);
      if (total === undefined) {
        total = emptyTotal();
        record.operations.set(name, total);
      }
      addTotal(unpacked(total), operation);
    }
    for (const error of sample.errors) addError(record.errors, error);
    this.open.add(sample.second);
    if (sample.second > this.newest) {
      this.newest = sample.second;
      this.packOver();
    }
  }

  /** The newest second that anything was reported of; -1 before the first. */
  get newestSecond(): number {
    return this.newest;
  }

  /** What happened in a second of the run; empty if nothing did. */
  second(second: number): Readonly<SecondRecord> {
    return (
      this.seconds.get(second) ?? { samples: 0, started: 0, operations: new Map(), errors: [] }
    );
  }

  private at(second: number): SecondRecord {
    let record = this.seconds.get(second);
    if (record === undefined) {
      record = { samples: 0, started: 0, operations: new Map(), errors: [] };
      this.seconds.set(second, record);
    }
    return record;
  }

  private packOver(): void {
    for (const second of this.open) {
      if (second >= this.newest - OPEN_S) continue;
      for (const total of this.at(second).operations.values()) {
        if (total.buckets instanceof Map) total.buckets = new PackedHistogram(total.buckets);
      }
      this.open.delete(second);
    }
  }
}

/** The same total, with buckets that can be added to. */
function unpacked(total: SecondTotal): OperationTotal {
  if (!(total.buckets instanceof Map)) total.buckets = new Map(total.buckets);
  return total as OperationTotal;
}

function addError(errors: Mutable<ErrorSample>[], error: ErrorSample): void {
  const known = errors.find(
    ({ operation, errorClass, sqlstate }) =>
      operation === error.operation &&
      errorClass === error.errorClass &&
      sqlstate === error.sqlstate,
  );
  if (known === undefined) errors.push({ ...error });
  else known.count += error.count;
}
