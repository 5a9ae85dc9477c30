import { isMeasured, tagsOf, type ResultEntry } from './result-entry';
import { labelsOf } from './result-filter';

/** An entry in few words, as `list --json` prints it; null where it does not apply. */
export interface ResultSummary {
  readonly id: string;
  readonly kind: ResultEntry['kind'];
  readonly state: ResultEntry['state'];
  /** UTC. */
  readonly started_at: string;
  readonly scenario: string | null;
  readonly stack: string | null;
  readonly engine: string | null;
  readonly tags: readonly string[];
  readonly note: string | null;
  readonly baseline: boolean;
  /** What is wrong with it, or why it has no figures. */
  readonly problem: string | null;
  /** Of a benchmark run. */
  readonly figures: {
    readonly throughput_ops_sec: number;
    readonly read_p99_ms: number | null;
    readonly write_p99_ms: number | null;
    readonly error_count: number;
    readonly broken_thresholds: number;
  } | null;
  /** Of a chaos run. */
  readonly chaos: {
    readonly faults: readonly string[];
    readonly rounds: number;
    readonly worst_without_writes_ms: number;
    readonly violations: number;
  } | null;
  /** Of clusters of several sizes: the largest, and its speed-up over the smallest by scenario. */
  readonly scale: {
    readonly workers: number;
    readonly speedups: Readonly<Record<string, number>>;
  } | null;
}

/** Sums an entry up. */
export function summariseResult(entry: ResultEntry): ResultSummary {
  const { id, kind, state, startedAt, annotations } = entry;
  const labels = labelsOf(entry);
  return {
    ...{ id, kind, state },
    started_at: startedAt.toISOString(),
    scenario: labels?.scenario ?? null,
    stack: labels?.stack ?? null,
    engine: labels?.engine ?? null,
    tags: tagsOf(entry),
    note: annotations.note,
    baseline: annotations.baseline,
    problem: problemOf(entry),
    figures: benchmarkFigures(entry),
    chaos: chaosFigures(entry),
    scale: scaleFigures(entry),
  };
}

/** What is wrong with an entry; null if nothing is. */
export function problemOf(entry: ResultEntry): string | null {
  if (entry.state === 'damaged') return entry.reason;
  if (entry.state === 'unfinished') {
    return entry.writer === null ? 'was cut off' : `running (process ${entry.writer})`;
  }
  return entry.annotationsProblem === null ? null : `annotations.json ${entry.annotationsProblem}`;
}

function benchmarkFigures(entry: ResultEntry): ResultSummary['figures'] {
  if (entry.kind !== 'benchmark' || !isMeasured(entry)) return null;
  const { throughput_ops_sec, read_latency_ms, write_latency_ms, error_count, thresholds } =
    entry.metrics;
  return {
    throughput_ops_sec: throughput_ops_sec.total,
    read_p99_ms: read_latency_ms.p99,
    write_p99_ms: write_latency_ms.p99,
    error_count,
    broken_thresholds: (thresholds ?? []).filter(({ broken }) => broken).length,
  };
}

function chaosFigures(entry: ResultEntry): ResultSummary['chaos'] {
  if (entry.kind !== 'chaos' || !isMeasured(entry)) return null;
  const { faults, rounds, violations } = entry.chaos;
  return {
    faults,
    rounds: rounds.length,
    worst_without_writes_ms: Math.max(0, ...rounds.map(({ figures }) => figures.withoutWritesMs)),
    violations: violations.length,
  };
}

function scaleFigures(entry: ResultEntry): ResultSummary['scale'] {
  if (entry.kind !== 'scale' || !isMeasured(entry)) return null;
  const { sizes, curves } = entry.scale;
  return {
    workers: sizes.at(-1)?.workers ?? 0,
    speedups: Object.fromEntries(
      curves.map(({ scenario, points }) => [scenario, points.at(-1)?.speedup ?? 0]),
    ),
  };
}

/** The speed-ups in words: `4 workers: insert ×3.30, bounding-box ×4.16`. */
export function scaleText({ workers, speedups }: NonNullable<ResultSummary['scale']>): string {
  const each = Object.entries(speedups).map(([name, factor]) => `${name} ×${factor.toFixed(2)}`);
  return `${workers} workers: ${each.join(', ')}`;
}
