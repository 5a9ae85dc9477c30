import { median } from 'simple-statistics';
import { summariseSample, type SampleSummary } from '../compare/statistics/sample-summary';
import type { Metrics } from '../results/metrics';
import type { ByPart, ScaleCurve, ScalePoint, ScaleResult } from '../results/scale-result';
import { cpuTimes, eachPart, partOf } from './demand';
import { bottleneckOf, fitModel, type Machines } from './model';

/** A run, and how busy the whole machine was meanwhile. */
export interface ScaleRun {
  readonly metrics: Metrics;
  /** Share of its cores, 0 to 1, whoever took them; null where that is unknown. */
  readonly machine: number | null;
}

/** One size as it was measured. */
export interface MeasuredSize extends Omit<ScaleResult['sizes'][number], 'at_rest'> {
  readonly atRest: ByPart;
  /** By scenario. */
  readonly runs: ReadonlyMap<string, readonly ScaleRun[]>;
}

/**
 * A scenario over the sizes: throughput, share of the ideal, CPU, and what set the pace.
 *
 * @param sizes ascending by workers; each has a run of the scenario
 */
export function scaleCurve(
  scenario: string,
  sizes: readonly MeasuredSize[],
  machines: Machines,
): ScaleCurve {
  const runsOf = ({ runs }: MeasuredSize): readonly ScaleRun[] => runs.get(scenario) ?? [];
  const samples = sizes.map((size) =>
    summariseSample(runsOf(size).map(({ metrics }) => metrics.throughput_ops_sec.total)),
  );
  const [base, least] = [samples[0] as SampleSummary, (sizes[0] as MeasuredSize).workers];
  const points = sizes.map((size, i): ScalePoint => {
    const sample = samples[i] as SampleSummary;
    const runs = runsOf(size);
    const used = usage(runs, machines);
    return {
      workers: size.workers,
      runs: runs.map(({ metrics }) => metrics.run_id),
      throughput: {
        values: [...sample.values],
        median: sample.median,
        ...bounds(sample.interval),
      },
      speedup: over(sample.median, base.median),
      share: shareOfIdeal(sample, base, size.workers / least, i === 0),
      errors: runs.reduce((sum, { metrics }) => sum + metrics.error_count, 0),
      ...used,
      bottleneck: bottleneckOf(used.use),
      cpu_ms: cpuTimes(used.cpu, size.atRest, sample.median),
    };
  });
  const fanOut = sizes.some((size) =>
    runsOf(size).some(({ metrics }) =>
      metrics.queries.some(({ routing }) => routing === 'multi-shard'),
    ),
  );
  const figures = points.map(({ workers, throughput, cpu_ms }, i) => ({
    ...{ workers, throughput: throughput.median, cpuMs: cpu_ms },
    atRest: (sizes[i] as MeasuredSize).atRest,
  }));
  return { scenario, fan_out: fanOut, points, model: fitModel(figures, fanOut, machines) };
}

/**
 * T(n) / (n · T(1)). Its interval runs from the one's lower end by the other's upper to the reverse,
 * so it holds the true share at least where both hold theirs (Bonferroni).
 *
 * @param factor n by the workers of the smallest size
 */
function shareOfIdeal(
  sample: SampleSummary,
  base: SampleSummary,
  factor: number,
  isBase: boolean,
): ScalePoint['share'] {
  const [a, b] = [base.interval, sample.interval];
  if (isBase) return { value: 1, low: 1, high: 1, confidence: 1 };
  const value = over(sample.median, factor * base.median);
  if (a === null || b === null || a.low === 0) return { value, ...bounds(null) };
  return {
    value,
    low: over(b.low, factor * a.high),
    high: over(b.high, factor * a.low),
    confidence: a.confidence + b.confidence - 1,
  };
}

function bounds(interval: SampleSummary['interval']) {
  return interval ?? { low: null, high: null, confidence: null };
}

function over(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}

/** Who used how much CPU, medians of the runs. */
function usage(
  runs: readonly ScaleRun[],
  { workerCpus, cores }: Machines,
): Pick<ScalePoint, 'containers' | 'cpu' | 'use'> {
  const coresOf = ({ metrics }: ScaleRun): { name: string; cores: number }[] =>
    (metrics.server?.containers ?? []).map(({ name, cpu_pct }) => ({ name, cores: cpu_pct / 100 }));
  const middle = (of: (run: ScaleRun) => number): number => median(runs.map(of));
  const busy = (run: ScaleRun, names: (name: string) => boolean): number =>
    coresOf(run).reduce((sum, one) => sum + (names(one.name) ? one.cores : 0), 0);
  const generator = ({ metrics }: ScaleRun): number => (metrics.generator.cpu_pct ?? 0) / 100;
  const names = [...new Set(runs.flatMap(coresOf).map(({ name }) => name))];
  const containers = names.map((name) => ({
    name,
    cores: middle((run) => busy(run, (other) => other === name)),
  }));
  const cpu = eachPart((part) =>
    part === 'generator'
      ? middle(generator)
      : middle((run) => busy(run, (name) => partOf(name) === part)),
  );
  const busiest = Math.max(
    0,
    ...containers.flatMap((one) => (partOf(one.name) === 'worker' ? one.cores : [])),
  );
  return {
    containers,
    cpu,
    use: {
      worker: busiest / workerCpus,
      coordinator: cpu.coordinator / cores,
      generator: cpu.generator / cores,
      // Where the machine does not tell, what is known of it.
      machine: middle((run) => run.machine ?? (busy(run, () => true) + generator(run)) / cores),
    },
  };
}
