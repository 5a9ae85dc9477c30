import { HistogramCounter } from './histogram';
import type { ErrorSample, OperationSample, Sample } from './sample';
import {
  classifyError,
  textWithoutValues,
  type ClassifiedError,
  type ErrorClass,
} from './sql-error';

const { floor } = Math;

/** Longest error text that is kept, characters. */
const MESSAGE_LENGTH = 300;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What one operation did in the second at hand; used again for the next one. */
class OperationRecord {
  count = 0;
  rows = 0;
  sumUs = 0;
  sumSquaresUs = 0;
  minUs = Infinity;
  maxUs = 0;
  private readonly histogram = new HistogramCounter();

  add(us: number, rows: number): void {
    this.count += 1;
    this.rows += rows;
    this.sumUs += us;
    this.sumSquaresUs += us * us;
    if (us < this.minUs) this.minUs = us;
    if (us > this.maxUs) this.maxUs = us;
    this.histogram.add(us);
  }

  /** What was added since the last call. */
  take(): OperationSample {
    const { count, rows, sumUs, sumSquaresUs, minUs, maxUs } = this;
    const buckets = this.histogram.take(minUs, maxUs);
    this.count = this.rows = this.sumUs = this.sumSquaresUs = this.maxUs = 0;
    this.minUs = Infinity;
    return { count, rows, sumUs, sumSquaresUs, minUs, maxUs, buckets };
  }
}

/**
 * Collects what one virtual user does and hands it out a second at a time. Its size is bounded by
 * the number of operations and of buckets, however many statements there are.
 */
export class Recorder {
  private second = 0;
  private secondEndMs = 1000;
  private started = 0;
  /** By operation. An object, because k6's JavaScript engine takes longer to look into a map. */
  private readonly operations: Record<string, OperationRecord | undefined> = {};
  private errors = new Map<string, Mutable<ErrorSample>>();

  /**
   * @param emit takes each finished second that has anything in it
   * @param hasOwnValues whether errors may quote values that nobody else is to see: their texts are left out
   */
  constructor(
    private readonly emit: (sample: Sample) => void,
    private readonly hasOwnValues = false,
  ) {}

  /**
   * A statement succeeded. It counts as started in the second of its start, as done in that of its
   * end. Times are of the run, ms, with fractions.
   */
  succeed(operation: string, startMs: number, endMs: number, rows: number): void {
    this.countStart(startMs);
    if (endMs >= this.secondEndMs) this.moveTo(endMs);
    const record = (this.operations[operation] ??= new OperationRecord());
    record.add((endMs - startMs) * 1000, rows);
  }

  /** A statement failed. @returns how its error was classified */
  fail(operation: string, startMs: number, endMs: number, message: string): ErrorClass {
    const classified = classifyError(message);
    this.countStart(startMs);
    const text = this.hasOwnValues ? textWithoutValues(classified) : message;
    this.countError(operation, endMs, classified, text);
    return classified.errorClass;
  }

  /** A statement succeeded with a number of rows that can't be right. */
  wrongRows(operation: string, startMs: number, endMs: number, rows: number): void {
    const classified: ClassifiedError = { errorClass: 'wrong_rows', sqlstate: null };
    this.countStart(startMs);
    this.countError(operation, endMs, classified, `${operation} gave ${rows} rows`);
  }

  /** Hands out what was collected and not handed out yet. */
  flush(): void {
    const operations: Record<string, OperationSample> = {};
    let succeeded = 0;
    for (const [name, record] of Object.entries(this.operations)) {
      if (record === undefined || record.count === 0) continue;
      operations[name] = record.take();
      succeeded += 1;
    }
    const { second, started } = this;
    if (started === 0 && succeeded === 0 && this.errors.size === 0) return;
    this.emit({ second, started, operations, errors: [...this.errors.values()] });
    this.started = 0;
    this.errors = new Map();
  }

  private countStart(startMs: number): void {
    if (startMs >= this.secondEndMs) this.moveTo(startMs);
    this.started += 1;
  }

  private countError(
    operation: string,
    endMs: number,
    { errorClass, sqlstate }: ClassifiedError,
    message: string,
  ): void {
    if (endMs >= this.secondEndMs) this.moveTo(endMs);
    const key = `${operation} ${errorClass} ${sqlstate}`;
    const record = this.errors.get(key);
    if (record !== undefined) {
      record.count += 1;
      return;
    }
    const text = message.slice(0, MESSAGE_LENGTH);
    this.errors.set(key, { operation, errorClass, sqlstate, count: 1, message: text });
  }

  private moveTo(atMs: number): void {
    this.flush();
    this.second = floor(atMs / 1000);
    this.secondEndMs = (this.second + 1) * 1000;
  }
}
