import { percentiles } from '../../k6-scripts/lib/histogram';
import {
  routingOf,
  type DistributionColumn,
  type Operation,
  type OperationClass,
} from '../../k6-scripts/lib/operation';
import { describeDropped } from './invalid-latency';
import { storeHistogram, summariseLatency, toMs } from './latency';
import type { Metrics, Timeseries } from '../../results/metrics';
import {
  addTotal,
  emptyTotal,
  type OperationTotal,
  type Recording,
  type SecondRecord,
} from './recording';

/** Most error texts that a result keeps. */
const ERROR_SAMPLES = 20;

/** The part of a run that is measured: seconds of the run, `to` excluded. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** What a summary is made from. */
export interface Measured {
  readonly recording: Recording;
  readonly window: Window;
  /** The operations that the scenario may send. */
  readonly operations: readonly Operation[];
  /** Of the table that they run on: decides how many shards they need. */
  readonly distributionColumn: DistributionColumn;
  /** Arrivals a second, open model. */
  readonly ratePerS: number | null;
  /** Arrivals of the whole run that were dropped, or not begun by its end. */
  readonly droppedInRun: number;
}

/** The figures of `metrics.json`: all that follows from the recording. */
export type Figures = Pick<
  Metrics,
  | 'read_latency_ms'
  | 'write_latency_ms'
  | 'spatial_latency_ms'
  | 'throughput_ops_sec'
  | 'operations'
  | 'success_count'
  | 'error_count'
  | 'success_rate'
  | 'dropped_iterations'
  | 'latency_valid'
  | 'latency_invalid_reason'
  | 'rows_read'
  | 'rows_written'
  | 'queries'
  | 'errors'
  | 'histograms'
>;

/** Sums a recording up over the measured time. */
export function summarise(measured: Measured): Figures {
  const { recording, window, operations } = measured;
  const durationS = window.to - window.from;
  const totals = new Map(operations.map(({ name }) => [name, emptyTotal()]));
  const errors = collectErrors(recording, window);
  for (let second = window.from; second < window.to; second += 1) {
    for (const [name, total] of recording.second(second).operations) {
      const into = totals.get(name);
      if (into !== undefined) addTotal(into, total);
    }
  }
  const total = (...classes: OperationClass[]): OperationTotal => {
    const sum = emptyTotal();
    for (const operation of operations) {
      if (classes.includes(operation.class))
        addTotal(sum, totals.get(operation.name) ?? emptyTotal());
    }
    return sum;
  };
  const read = total('read', 'spatial');
  const write = total('write');
  const spatial = total('spatial');
  const success = read.count + write.count;
  const tried = success + errors.count;
  const perSecond = (count: number): number => round(count / durationS);
  const dropped = sum(droppedBySecond(measured));

  return {
    read_latency_ms: summariseLatency(read),
    write_latency_ms: summariseLatency(write),
    spatial_latency_ms: summariseLatency(spatial),
    throughput_ops_sec: {
      total: perSecond(success),
      read: perSecond(read.count),
      write: perSecond(write.count),
      spatial: perSecond(spatial.count),
      test_duration_sec: durationS,
    },
    operations: {
      total: success,
      read: read.count,
      write: write.count,
      spatial: spatial.count,
    },
    success_count: success,
    error_count: errors.count,
    success_rate: tried === 0 ? null : (100 * success) / tried,
    dropped_iterations: dropped,
    ...latencyValidity(measured, dropped),
    rows_read: read.rows,
    rows_written: write.rows,
    queries: operations.map((operation) => {
      const of = totals.get(operation.name) ?? emptyTotal();
      return {
        name: operation.name,
        class: operation.class,
        description: operation.description,
        round_trips: operation.roundTrips,
        routing: routingOf(operation, measured.distributionColumn),
        count: of.count,
        errors: errors.byOperation.get(operation.name) ?? 0,
        throughput_ops_sec: perSecond(of.count),
        latency_ms: summariseLatency(of),
        rows_avg: of.count === 0 ? null : round(of.rows / of.count),
        histogram: storeHistogram(of),
      };
    }),
    errors: {
      by_sqlstate: Object.fromEntries(errors.bySqlstate),
      by_class: Object.fromEntries(errors.byClass),
      samples: errors.samples,
    },
    histograms: {
      read: storeHistogram(read),
      write: storeHistogram(write),
      spatial: storeHistogram(spatial),
    },
  };
}

/** Whether the latencies are those of all arrivals; the closed model has none to miss. */
function latencyValidity(
  { ratePerS }: Measured,
  dropped: number,
): Pick<Metrics, 'latency_valid' | 'latency_invalid_reason'> {
  if (ratePerS === null) return {};
  if (dropped === 0) return { latency_valid: true };
  return { latency_valid: false, latency_invalid_reason: describeDropped(dropped) };
}

/** The measured time by the second. */
export function timeseries(measured: Measured): Timeseries['seconds'] {
  const { recording, window, operations } = measured;
  const classOf = classesOf(operations);
  return droppedBySecond(measured).map((dropped, t) => ({
    t_s: t,
    ...secondFigures(recording.second(window.from + t), classOf),
    dropped,
  }));
}

/** The class of each operation by its name. */
export function classesOf(operations: readonly Operation[]): ReadonlyMap<string, OperationClass> {
  return new Map(operations.map((operation) => [operation.name, operation.class]));
}

/** What ended in a second. */
export function secondFigures(
  record: Readonly<SecondRecord>,
  classOf: ReadonlyMap<string, OperationClass>,
): Pick<Timeseries['seconds'][number], 'ops' | 'errors' | 'p50' | 'p99'> {
  const all = emptyTotal();
  const ops = { read: 0, write: 0, spatial: 0 };
  for (const [name, of] of record.operations) {
    addTotal(all, of);
    const operationClass = classOf.get(name);
    if (operationClass === 'write') ops.write += of.count;
    else ops.read += of.count;
    if (operationClass === 'spatial') ops.spatial += of.count;
  }
  const [p50, p99] = percentiles(all.buckets, [0.5, 0.99]).map((us) =>
    us === undefined ? null : toMs(us),
  );
  const errors = sum(record.errors.map(({ count }) => count));
  return { ops, errors, p50: p50 ?? null, p99: p99 ?? null };
}

function collectErrors(recording: Recording, { from, to }: Window) {
  const bySqlstate = new Map<string, number>();
  const byClass = new Map<string, number>();
  const byOperation = new Map<string, number>();
  const samples = new Map<string, Metrics['errors']['samples'][number]>();
  let count = 0;
  for (let second = from; second < to; second += 1) {
    for (const error of recording.second(second).errors) {
      const { operation, errorClass, sqlstate, message } = error;
      count += error.count;
      increase(bySqlstate, sqlstate ?? 'none', error.count);
      increase(byClass, errorClass, error.count);
      increase(byOperation, operation, error.count);
      const kind = `${operation} ${errorClass} ${sqlstate}`;
      if (samples.size < ERROR_SAMPLES && !samples.has(kind)) {
        samples.set(kind, { operation, class: errorClass, sqlstate, t_s: second - from, message });
      }
    }
  }
  return { count, bySqlstate, byClass, byOperation, samples: [...samples.values()] };
}

/**
 * Dropped arrivals by second of the measured time. The generator tells their number over the whole
 * run alone, so they are what is missing from the rate in each second, and at most that number.
 */
function droppedBySecond({ recording, window, ratePerS, droppedInRun }: Measured): number[] {
  let left = ratePerS === null ? 0 : droppedInRun;
  return Array.from({ length: window.to - window.from }, (_, t) => {
    const missing = Math.max(0, (ratePerS ?? 0) - recording.second(window.from + t).started);
    const dropped = Math.min(left, Math.round(missing));
    left -= dropped;
    return dropped;
  });
}

function increase(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** Two decimals: enough for operations a second. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
