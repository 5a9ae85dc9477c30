import type { LatencySummary, Metrics } from '../../results/metrics';

const COLUMNS = ['operation', 'ops/s', 'count', 'errors', 'p50', 'p95', 'p99', 'max'] as const;

/** A run's results for people: one line an operation, then the classes; latencies in ms. */
export function renderTable(metrics: Metrics): string {
  const { throughput_ops_sec: rate, operations, queries } = metrics;
  const errorsOf = (isWrite: boolean): number =>
    queries
      .filter(({ class: operationClass }) => (operationClass === 'write') === isWrite)
      .reduce((sum, { errors }) => sum + errors, 0);
  const rows = [
    ...queries.map((query) =>
      row(query.name, query.throughput_ops_sec, query.count, query.errors, query.latency_ms),
    ),
    ...(operations.read + errorsOf(false) > 0
      ? [row('all reads', rate.read, operations.read, errorsOf(false), metrics.read_latency_ms)]
      : []),
    ...(operations.write + errorsOf(true) > 0
      ? [row('all writes', rate.write, operations.write, errorsOf(true), metrics.write_latency_ms)]
      : []),
  ];
  const table = align([[...COLUMNS], ...rows]);
  const ruleAt = queries.length + 1;
  const rule = '─'.repeat(table[0]?.length ?? 0);
  table.splice(ruleAt, 0, rule);
  table.splice(1, 0, rule);
  return `${table.join('\n')}\n\n${closingLine(metrics)}\n`;
}

function row(
  name: string,
  rate: number,
  count: number,
  errors: number,
  latency: LatencySummary,
): string[] {
  const { p50, p95, p99, max } = latency;
  return [
    name,
    rate.toLocaleString('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 }),
    count.toLocaleString('en'),
    errors.toLocaleString('en'),
    ...[p50, p95, p99, max].map((ms) => (ms === null ? '–' : ms.toFixed(1))),
  ];
}

/** The first column to the left, the others to the right. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = COLUMNS.map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  return rows.map((cells) =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  '),
  );
}

function closingLine(metrics: Metrics): string {
  const { throughput_ops_sec: rate, success_rate: success, load, errors } = metrics;
  const parts = [
    `${rate.total.toLocaleString('en', { maximumFractionDigits: 1 })} operations/s over ${rate.test_duration_sec} s`,
    load.model === 'closed' ? `${load.vus} virtual users` : `asked for ${load.target_rate}/s`,
    `${success === null ? 0 : Math.floor(success * 100) / 100} % succeeded`,
  ];
  if (metrics.dropped_iterations > 0) {
    parts.push(
      `${metrics.dropped_iterations.toLocaleString('en')} arrivals dropped, so the latencies are not valid`,
    );
  }
  if (metrics.partial) parts.push(`stopped early (${load.duration_s} s were asked for)`);
  const first = errors.samples[0];
  return [
    parts.join(', '),
    ...(first === undefined ? [] : [`first error: ${first.message}`]),
    ...notes(metrics),
  ].join('\n');
}

/** What makes the figures worth less than they look. */
function notes({ generator, stability, server, environment }: Metrics): string[] {
  const missing = server?.warnings ?? [];
  return [
    ...(generator.generator_bound === true
      ? [
          'the load generator used more than 80 % of the cores that it can use: its own pace was measured',
        ]
      : []),
    ...(stability?.warnings ?? []),
    ...(environment.differs_from_plan ?? []).map(
      (text) => `the table is not as the stack's file has it: ${text}`,
    ),
    ...missing.slice(0, 3).map((text) => `not collected: ${text}`),
    ...(missing.length > 3 ? [`not collected: ${missing.length - 3} more, see the report`] : []),
  ];
}
