import { mergeBuckets, type Buckets } from '../k6-scripts/lib/histogram';
import type { ErrorSample, Sample } from '../k6-scripts/lib/sample';

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

/** One second of the run, over all virtual users. */
export interface SecondRecord {
  started: number;
  readonly operations: Map<string, OperationTotal>;
  readonly errors: ErrorSample[];
}

/** Everything that the virtual users reported, by second of the run. */
export class Recording {
  private readonly seconds = new Map<number, SecondRecord>();
  private newest = -1;

  /** Adds what one virtual user did within one second. */
  add(sample: Sample): void {
    const record = this.at(sample.second);
    record.started += sample.started;
    for (const [name, operation] of Object.entries(sample.operations)) {
      let total = record.operations.get(name);
      if (total === undefined) {
        total = emptyTotal();
        record.operations.set(name, total);
      }
      addTotal(total, operation);
    }
    record.errors.push(...sample.errors);
    this.newest = Math.max(this.newest, sample.second);
  }

  /** The newest second that anything was reported of; -1 before the first. */
  get newestSecond(): number {
    return this.newest;
  }

  /** What happened in a second of the run; empty if nothing did. */
  second(second: number): Readonly<SecondRecord> {
    return this.seconds.get(second) ?? { started: 0, operations: new Map(), errors: [] };
  }

  private at(second: number): SecondRecord {
    let record = this.seconds.get(second);
    if (record === undefined) {
      record = { started: 0, operations: new Map(), errors: [] };
      this.seconds.set(second, record);
    }
    return record;
  }
}
