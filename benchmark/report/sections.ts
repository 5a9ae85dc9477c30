import { invalidLatencyReason } from '../figures/invalid-latency';
import type { LatencySummary, Metrics, Timeseries } from '../../results/metrics';
import { describeOutcome } from '../figures/threshold-outcome';
import { escapeHtml, formatMs, formatNumber } from '../../report/html';

/** The large figures on top. */
export function renderTiles(metrics: Metrics): string {
  const { throughput_ops_sec: rate, error_count: errors, success_rate: success } = metrics;
  const tile = (figure: string, label: string, bad = false): string =>
    `<div class="tile"><b${bad ? ' class="bad"' : ''}>${figure}</b><span>${label}</span></div>`;
  const latency = ({ count, p50, p99 }: LatencySummary, label: string): string =>
    count === 0 ? '' : tile(formatMs(p50), `${label}, median (p99 ${formatMs(p99)})`);
  return `<div class="tiles">
${tile(formatNumber(rate.total, rate.total < 100 ? 1 : 0), 'operations a second')}
${latency(metrics.read_latency_ms, 'reads')}
${latency(metrics.spatial_latency_ms, 'spatial reads')}
${latency(metrics.write_latency_ms, 'writes')}
${tile(formatNumber(errors), `errors (${success === null ? '–' : formatNumber(floor(success, 2), success === 100 ? 0 : 2)} % succeeded)`, errors > 0)}
${metrics.load.model === 'open' ? tile(formatNumber(metrics.dropped_iterations), 'arrivals dropped', metrics.dropped_iterations > 0) : ''}
</div>`;
}

/** What a reader must know before trusting the figures. */
export function renderWarnings(metrics: Metrics): string {
  const thresholds = (metrics.thresholds ?? []).filter(({ broken }) => broken);
  return [
    ...thresholds.map((outcome) => `Threshold broken: ${describeOutcome(outcome)}.`),
    ...warningsOf(metrics),
    ...(metrics.server?.warnings ?? []).map((text) => `Not collected: ${text}`),
  ]
    .map((text) => `<p class="warning">${escapeHtml(text)}</p>`)
    .join('\n');
}

/** What makes a run's figures worth less, a sentence each. */
export function warningsOf(metrics: Metrics): string[] {
  const { load, throughput_ops_sec: rate, tool, generator, stability } = metrics;
  const invalidLatency = invalidLatencyReason(metrics);
  const warnings = [
    metrics.partial &&
      `The run was stopped after ${rate.test_duration_sec} of ${load.duration_s} seconds.`,
    invalidLatency !== null && `${invalidLatency}.`,
    tool.driver === 'lib/pq' &&
      'The load generator is a stock k6 with the driver lib/pq, which costs more time a statement.',
    generator.generator_bound === true &&
      `The load generator used more than 80 % of the cores that it can use: its own pace was measured, not the cluster's.`,
    ...(stability?.warnings ?? []),
    ...(metrics.environment.differs_from_plan ?? []).map(
      (text) => `The table is not as the stack's file has it: ${text}.`,
    ),
    ...declaredOtherwise(metrics),
  ];
  return warnings.filter((text) => text !== false);
}

/** Operations whose plans go elsewhere than they declare. */
function declaredOtherwise({ server }: Metrics): string[] {
  return (server?.routing.operations ?? [])
    .filter(({ kind, declared }) => declared === 'single-shard' && kind === 'multi-shard')
    .map(
      ({ operation, shards }) =>
        `${operation} is meant for one shard, but its plan reads ${formatNumber(shards)}.`,
    );
}

/** Figures by operation. */
export function renderOperations({ queries }: Metrics): string {
  const head = ['ops/s', 'count', 'errors', 'rows', 'mean', 'p50', 'p95', 'p99', 'p99.9', 'max'];
  const rows = queries.map((query) => {
    const { latency_ms: ms } = query;
    const cells = [
      formatNumber(query.throughput_ops_sec, 1),
      formatNumber(query.count),
      formatNumber(query.errors),
      formatNumber(query.rows_avg, 1),
      ...[ms.avg, ms.p50, ms.p95, ms.p99, ms.p999, ms.max].map(formatMs),
    ];
    return `<tr><td>${escapeHtml(query.name)}<small>${escapeHtml(query.description)}</small></td>${cells
      .map((cell) => `<td class="number">${cell}</td>`)
      .join('')}</tr>`;
  });
  return `<div class="scroll" tabindex="0"><table id="operations">
<thead><tr><th>operation</th>${head.map((name) => `<th class="number">${name}</th>`).join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>`;
}

/** Errors by kind; one sentence where there were none. */
export function renderErrors({ errors, error_count: count }: Metrics): string {
  if (count === 0) return '<p class="lead">No statement failed.</p>';
  const counts = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .sort(([, a], [, b]) => b - a)
      .map(([name, n]) => `${escapeHtml(name)}: ${formatNumber(n)}`)
      .join(', ');
  const samples = errors.samples.map(
    ({ t_s, operation, class: errorClass, sqlstate, message }) =>
      `<tr><td class="number">${t_s} s</td><td>${escapeHtml(operation)}</td><td>${escapeHtml(errorClass)}</td><td>${sqlstate ?? '–'}</td><td><code>${escapeHtml(message)}</code></td></tr>`,
  );
  return `<p>By class: ${counts(errors.by_class)}</p><p>By SQLSTATE: ${counts(errors.by_sqlstate)}</p>
<div class="scroll" tabindex="0"><table><thead><tr><th class="number">second</th><th>operation</th><th>class</th><th>SQLSTATE</th><th>message</th></tr></thead>
<tbody>${samples.join('\n')}</tbody></table></div>`;
}

/** The memory of what made the load; nothing for a run that did not look. */
export function renderGenerator(generator: Timeseries['generator']): string {
  if (generator === undefined) return '';
  return `<section><h2>Load generator</h2><p class="note">Resident memory of k6 and of the benchmark's own process.</p><div class="chart" id="generator"></div></section>`;
}

/** Cuts digits off, so that 99.999 % does not become 100 %. */
function floor(value: number, digits: number): number {
  return Math.floor(value * 10 ** digits) / 10 ** digits;
}
