import type { ErrorClass } from './sql-error';

/** What one virtual user did of one operation within one second. */
export interface OperationSample {
  /** Statements that succeeded. */
  readonly count: number;
  /** Rows that they returned or changed. */
  readonly rows: number;
  /** Sum of their latencies, µs. */
  readonly sumUs: number;
  /** Sum of the squares of their latencies, µs². */
  readonly sumSquaresUs: number;
  readonly minUs: number;
  readonly maxUs: number;
  /** Log-linear histogram of the latencies: bucket number and count. */
  readonly buckets: readonly (readonly [number, number])[];
}

/** Errors of one kind within one second. */
export interface ErrorSample {
  readonly operation: string;
  readonly errorClass: ErrorClass;
  readonly sqlstate: string | null;
  readonly count: number;
  /** The first such error's text. */
  readonly message: string;
}

/** What one virtual user did within one second of the run: one line of the generator's output. */
export interface Sample {
  /** Second of the run, from 0, in which the statements ended. */
  readonly second: number;
  /** Statements that started within it. */
  readonly started: number;
  readonly operations: Readonly<Record<string, OperationSample>>;
  readonly errors: readonly ErrorSample[];
}

/**
 * What a line of the generator's output starts with if the rest is the moment that its run began at,
 * ms since 1970 by its machine's clock.
 */
export const START_PREFIX = 'bench-start ';

/** What a line starts with if the rest is a {@link GeneratorSummary} in JSON. */
export const SUMMARY_PREFIX = 'bench-summary ';

/** What the generator itself says at its end. */
export interface GeneratorSummary {
  /** Arrivals that it dropped, where it drops any. */
  readonly dropped: number;
}

/** The summary in a line of output; undefined if the line is something else. */
export function parseSummary(line: string): GeneratorSummary | undefined {
  return parseLine<GeneratorSummary>(line, SUMMARY_PREFIX);
}

/** What a line of the generator's output starts with if the rest is a {@link Sample} in JSON. */
export const SAMPLE_PREFIX = 'bench-sample ';

/** The sample in a line of output; undefined if the line is something else. */
export function parseSample(line: string): Sample | undefined {
  return parseLine<Sample>(line, SAMPLE_PREFIX);
}

function parseLine<T>(line: string, prefix: string): T | undefined {
  if (!line.startsWith(prefix)) return undefined;
  try {
    return JSON.parse(line.slice(prefix.length)) as T;
  } catch {
    // The last line of a generator that was killed may be cut off.
    return undefined;
  }
}
