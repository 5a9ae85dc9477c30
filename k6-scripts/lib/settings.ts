import type { Dataset } from './operation';

/** Environment variable with the {@link Settings} as JSON. No secret is in it. */
export const SETTINGS_VARIABLE = 'BENCH_SETTINGS';

/** Environment variable with the connection string of the endpoint that reads go to. Secret. */
export const READ_DSN_VARIABLE = 'BENCH_READ_DSN';

/** Environment variable with the connection string of the endpoint that writes go to. Secret. */
export const WRITE_DSN_VARIABLE = 'BENCH_WRITE_DSN';

/** How load is made. */
export type Load =
  /** Each virtual user sends its next statement when the last one is answered. */
  | { readonly model: 'closed'; readonly vus: number }
  /** Statements are due at a fixed rate, whether or not a virtual user is free. */
  | { readonly model: 'open'; readonly vus: number; readonly ratePerS: number };

/** What the runner tells the load generator. */
export interface Settings {
  readonly load: Load;
  /** Time that is not measured, whole seconds. */
  readonly warmupS: number;
  /** Time that is measured after it, whole seconds. */
  readonly durationS: number;
  /** Virtual users that start a second, closed model; 0 starts all at once. */
  readonly spawnRatePerS: number;
  /** Pause after each statement, seconds, uniform between the two; null for none. */
  readonly thinkTimeS: readonly [least: number, most: number] | null;
  /** A statement that takes longer is given up, ms. */
  readonly statementTimeoutMs: number;
  /** Share of reads in percent, for scenarios that mix. */
  readonly readRatio: number;
  readonly seed: number;
  /** Which endpoint reads go to. */
  readonly to: 'write' | 'read' | 'any' | 'pooled';
  readonly dataset: Dataset;
  /** This process's part of the load, from 0, and the number of processes. */
  readonly part: number;
  readonly parts: number;
}
