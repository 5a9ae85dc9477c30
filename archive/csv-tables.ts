import { stringify } from 'csv-stringify/sync';
import { FIGURES } from '../chaos/figures/summary';
import type { ChaosTimeseries, SecondTally } from '../results/chaos-result';
import type { EvidenceSeries } from '../results/evidence-schema';
import type { Timeseries } from '../results/metrics';
import type { BenchmarkEntry, ChaosEntry, ScaleEntry } from './result-entry';
import { tagsOf } from './result-entry';

/** A row; units are in the names of its columns. Absent figures are empty cells. */
export type CsvRow = Readonly<Record<string, string | number | boolean | null>>;

/** Rows as CSV (RFC 4180, with a header). Text that a spreadsheet would run is quoted. */
export function csv(rows: readonly CsvRow[]): string {
  return stringify([...rows], {
    header: true,
    escape_formulas: true,
    cast: { boolean: (value) => String(value) },
  });
}

/** A row an operation. */
export function operationRows(entry: BenchmarkEntry): CsvRow[] {
  const { metrics } = entry;
  const { model, vus, target_rate, duration_s } = metrics.load;
  return metrics.queries.map((query) => {
    const { avg, min, max, stddev, p50, p90, p95, p99, p999 } = query.latency_ms;
    return {
      run: entry.id,
      timestamp: metrics.timestamp,
      series: metrics.series_id,
      stack: metrics.stack,
      engine: metrics.environment.engine,
      scenario: metrics.scenario,
      tags: tagsOf(entry).join(' '),
      partial: metrics.partial,
      ...{ model, vus, target_rate, duration_s },
      operation: query.name,
      class: query.class,
      count: query.count,
      errors: query.errors,
      throughput_ops_sec: query.throughput_ops_sec,
      rows_avg: query.rows_avg,
      ...{ avg_ms: avg, min_ms: min, max_ms: max, stddev_ms: stddev },
      ...{ p50_ms: p50, p90_ms: p90, p95_ms: p95, p99_ms: p99, p999_ms: p999 },
    };
  });
}

/** A row a second. */
export function secondRows({ id }: BenchmarkEntry, series: Timeseries): CsvRow[] {
  return series.seconds.map(({ t_s, ops, errors, dropped, p50, p99 }) => ({
    run: id,
    t_s,
    ...{ read_ops: ops.read, write_ops: ops.write, spatial_ops: ops.spatial, errors, dropped },
    ...{ p50_ms: p50, p99_ms: p99 },
  }));
}

/** A row a container and second. */
export function containerRows({ id }: BenchmarkEntry, { containers }: EvidenceSeries): CsvRow[] {
  return containers.flatMap((container) =>
    container.cpu_pct.map((cpu_pct, t_s) => ({
      run: id,
      container: container.name,
      t_s,
      cpu_pct,
      memory_bytes: container.memory_bytes[t_s] ?? null,
      disk_read_bytes: container.disk_read_bytes[t_s] ?? null,
      disk_write_bytes: container.disk_write_bytes[t_s] ?? null,
      network_rx_bytes: container.network_rx_bytes[t_s] ?? null,
      network_tx_bytes: container.network_tx_bytes[t_s] ?? null,
    })),
  );
}

/** A row a fault. */
export function faultRows({ id, chaos }: ChaosEntry): CsvRow[] {
  return chaos.rounds.map((round) => ({
    run: id,
    timestamp: round.fault_at,
    stack: chaos.stack,
    engine: chaos.engine,
    fault: round.fault,
    target: round.target,
    hit: round.hit.join(' '),
    hold_ms: round.hold_ms,
    ...Object.fromEntries(FIGURES.map(({ name, of }) => [name, of(round)])),
    violated: round.invariants
      .filter(({ holds }) => !holds)
      .map(({ name }) => name)
      .join('; '),
  }));
}

/** A row a scenario and size. */
export function scaleRows({ id, scale }: ScaleEntry): CsvRow[] {
  return scale.curves.flatMap(({ scenario, points }) =>
    points.map(({ workers, throughput, speedup, share, use, cpu_ms, bottleneck }) => ({
      ...{ run: id, timestamp: scale.timestamp, engine: scale.engine, scenario, workers },
      worker_cpus: scale.limits.worker_cpus,
      throughput_ops_sec: throughput.median,
      throughput_low: throughput.low,
      throughput_high: throughput.high,
      ...{ speedup, share_of_ideal: share.value, bottleneck },
      ...{ worker_use: use.worker, coordinator_use: use.coordinator },
      ...{ generator_use: use.generator, machine_use: use.machine },
      ...{ worker_cpu_ms: cpu_ms.worker, coordinator_cpu_ms: cpu_ms.coordinator },
    })),
  );
}

/** A row a second and kind of load: writes of a worker group, reads at an endpoint. */
export function chaosSecondRows({ id }: ChaosEntry, series: ChaosTimeseries): CsvRow[] {
  return series.seconds.flatMap(({ t_s, writes, reads }) => {
    const rows = (kind: string, of: Readonly<Record<string, SecondTally>>): CsvRow[] =>
      Object.entries(of).map(([name, tally]) => ({ run: id, t_s, kind, of: name, ...tally }));
    return [...rows('writes of group', writes), ...rows('reads at endpoint', reads)];
  });
}
