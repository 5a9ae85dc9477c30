import { bucketIndex, type Buckets } from './histogram';
import type { ErrorSample, OperationSample, Sample } from './sample';
import { classifyError, type ClassifiedError, type ErrorClass } from './sql-error';

/** Longest error text that is kept, characters. */
const MESSAGE_LENGTH = 300;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type OperationRecord = Mutable<Omit<OperationSample, 'buckets'>> & { buckets: Buckets };

/**
 * Collects what one virtual user does and hands it out a second at a time. Its size is bounded by
 * the number of operations and of buckets, however many statements there are.
 */
export class Recorder {
  private second = 0;
  private started = 0;
  private operations = new Map<string, OperationRecord>();
  private errors = new Map<string, Mutable<ErrorSample>>();

  /** @param emit takes each finished second that has anything in it */
  constructor(private readonly emit: (sample: Sample) => void) {}

  /** A statement starts. @param atMs time of the run, ms */
  start(atMs: number): void {
    this.moveTo(atMs);
    this.started += 1;
  }

  /** A statement succeeded. Times are of the run, ms, with fractions. */
  succeed(operation: string, startMs: number, endMs: number, rows: number): void {
    this.moveTo(endMs);
    const us = (endMs - startMs) * 1000;
    const index = bucketIndex(us);
    const record = this.operations.get(operation);
    if (record === undefined) {
      this.operations.set(operation, {
        count: 1,
        rows,
        sumUs: us,
        sumSquaresUs: us * us,
        minUs: us,
        maxUs: us,
        buckets: new Map([[index, 1]]),
      });
      return;
    }
    record.count += 1;
    record.rows += rows;
    record.sumUs += us;
    record.sumSquaresUs += us * us;
    if (us < record.minUs) record.minUs = us;
    if (us > record.maxUs) record.maxUs = us;
    record.buckets.set(index, (record.buckets.get(index) ?? 0) + 1);
  }

  /** A statement failed. @returns how its error was classified */
  fail(operation: string, endMs: number, message: string): ErrorClass {
    const classified = classifyError(message);
    this.countError(operation, endMs, classified, message);
    return classified.errorClass;
  }

  /** A statement succeeded with a number of rows that can't be right. */
  wrongRows(operation: string, endMs: number, rows: number): void {
    const classified: ClassifiedError = { errorClass: 'wrong_rows', sqlstate: null };
    this.countError(operation, endMs, classified, `${operation} gave ${rows} rows`);
  }

  /** Hands out what was collected and not handed out yet. */
  flush(): void {
    if (this.started === 0 && this.operations.size === 0 && this.errors.size === 0) return;
    const operations: Record<string, OperationSample> = {};
    for (const [name, record] of this.operations) {
      operations[name] = { ...record, buckets: [...record.buckets] };
    }
    const { second, started } = this;
    this.emit({ second, started, operations, errors: [...this.errors.values()] });
    this.started = 0;
    this.operations = new Map();
    this.errors = new Map();
  }

  private countError(
    operation: string,
    endMs: number,
    { errorClass, sqlstate }: ClassifiedError,
    message: string,
  ): void {
    this.moveTo(endMs);
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
    const second = Math.floor(atMs / 1000);
    if (second === this.second) return;
    this.flush();
    this.second = second;
  }
}
