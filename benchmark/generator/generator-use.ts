import { isGeneratorBound, usableCores } from './generator-bound';
import type { Metrics, Timeseries } from '../../results/metrics';
import type { ProcessUsage } from './process-usage';

/** What the load generator had used at one moment. */
export interface GeneratorReading {
  /** ms since 1970. */
  readonly atMs: number;
  /** Of all processes of k6 together; undefined where they can't be read. */
  readonly k6: ProcessUsage | undefined;
  /** Resident memory of the benchmark's own process. */
  readonly runnerBytes: number;
}

/**
 * CPU of k6 in the measured time, in percent of one core, and its largest memory.
 *
 * @param fromMs begin of the measured time, ms since 1970
 * @param vus virtual users
 */
export function generatorUse(
  readings: readonly GeneratorReading[],
  fromMs: number,
  vus: number,
): Metrics['generator'] {
  const usable_cores = usableCores(vus);
  const measured = readings.flatMap(({ atMs, k6 }) => (atMs >= fromMs && k6 ? [k6] : []));
  const [first, last] = [measured[0], measured.at(-1)];
  if (first === undefined || last === undefined || last.atMs <= first.atMs) {
    return { cpu_pct: null, memory_bytes: null, usable_cores, generator_bound: null };
  }
  const cpu_pct = Math.round((1000 * (last.cpuMs - first.cpuMs)) / (last.atMs - first.atMs)) / 10;
  return {
    cpu_pct,
    memory_bytes: Math.max(...measured.map(({ memoryBytes }) => memoryBytes)),
    usable_cores,
    generator_bound: isGeneratorBound(cpu_pct, usable_cores),
  };
}

/**
 * Memory of k6 and of the benchmark's own process by the second of the measured time: the last
 * reading of each second.
 *
 * @param fromMs begin of the measured time, ms since 1970
 */
export function generatorMemory(
  readings: readonly GeneratorReading[],
  fromMs: number,
  seconds: number,
): NonNullable<Timeseries['generator']> {
  const last = new Map(
    readings.map((reading) => [Math.floor((reading.atMs - fromMs) / 1000), reading]),
  );
  const column = (of: (reading: GeneratorReading) => number | undefined): (number | null)[] =>
    Array.from({ length: seconds }, (_, t) => {
      const reading = last.get(t);
      return (reading && of(reading)) ?? null;
    });
  return {
    k6_memory_bytes: column(({ k6 }) => k6?.memoryBytes),
    runner_memory_bytes: column(({ runnerBytes }) => runnerBytes),
  };
}
