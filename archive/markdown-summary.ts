import { chaosTable } from '../chaos/figures/chaos-table';
import type { Metrics } from '../results/metrics';
import { formatMs, formatNumber } from '../report/html';
import { warningsOf } from '../benchmark/report/sections';
import { describeOutcome } from '../benchmark/figures/threshold-outcome';
import { tagsOf, type BenchmarkEntry, type ChaosEntry, type MeasuredEntry } from './result-entry';

/** A run as Markdown, short enough for a comment on a pull request. Ends with a newline. */
export function markdownSummary(entry: MeasuredEntry): string {
  const blocks = entry.kind === 'benchmark' ? benchmarkBlocks(entry) : chaosBlocks(entry);
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function benchmarkBlocks(entry: BenchmarkEntry): string[] {
  const { metrics } = entry;
  const { stack, scenario, environment, load, throughput_ops_sec: rate, success_rate } = metrics;
  const pacing =
    load.model === 'closed'
      ? `${counted(load.vus, 'virtual user')}`
      : `${formatNumber(load.target_rate)} statements/s asked for`;
  const success = success_rate === null ? 0 : Math.floor(success_rate * 100) / 100;
  return [
    `### ${escape(scenario)} on ${escape(stack)} (${escape(environment.engine)}): ${formatNumber(rate.total, 1)} operations/s`,
    lead(entry, `${pacing} for ${rate.test_duration_sec} s, ${success} % succeeded`),
    warnings(entry).join('\n>\n'),
    (metrics.thresholds ?? [])
      .map((one) => `- ${one.broken ? '❌' : '✅'} ${code(describeOutcome(one))}`)
      .join('\n'),
    operationTable(entry),
    containerTable(entry),
    details('Environment', environmentLines(entry).join('\n')),
  ];
}

/** A paragraph each, so that one does not run into the next. */
function warnings({ metrics }: BenchmarkEntry): string[] {
  const { error_count: errors } = metrics;
  const first = metrics.errors.samples[0];
  return [
    ...warningsOf(metrics).map((text) => `> ${escape(text)}`),
    ...(errors > 0 && first !== undefined
      ? [`> ${counted(errors, 'error')}, the first: ${code(first.message)}`]
      : []),
  ];
}

function operationTable({ metrics }: BenchmarkEntry): string {
  const rows = metrics.queries.map(({ name, throughput_ops_sec, count, errors, latency_ms }) => [
    code(name),
    formatNumber(throughput_ops_sec, 1),
    formatNumber(count),
    formatNumber(errors),
    ...[latency_ms.p50, latency_ms.p95, latency_ms.p99, latency_ms.max].map(formatMs),
  ]);
  return table(['operation', 'ops/s', 'count', 'errors', 'p50', 'p95', 'p99', 'max'], rows);
}

/** What each container used; empty where it was not collected. */
function containerTable({ metrics }: BenchmarkEntry): string {
  const containers = metrics.server?.containers ?? [];
  if (containers.length === 0) return '';
  const rows = containers.map(({ name, cpu_pct, cpu_pct_max, memory_bytes_max }) => [
    code(name),
    `${formatNumber(cpu_pct)} %`,
    `${formatNumber(cpu_pct_max)} %`,
    `${formatNumber(memory_bytes_max / 2 ** 20)} MiB`,
  ]);
  const head = ['container', 'CPU (100 % is a core)', 'highest second', 'memory'];
  return details('Containers', table(head, rows));
}

function environmentLines({ metrics }: BenchmarkEntry): string[] {
  const { environment: of, tool, generator } = metrics;
  const memory = `${formatNumber(of.memory_bytes / 2 ** 30, 1)} GiB`;
  const extensions = [
    ...(of.citus === null ? [] : [`Citus ${of.citus}`]),
    ...(of.postgis === null ? [] : [`PostGIS ${of.postgis}`]),
  ];
  return [
    `- ${of.host_cpu}, ${counted(of.cores, 'core')}, ${memory}, ${of.kernel}`,
    `- PostgreSQL ${[of.pg, ...extensions].join(', ')}`,
    `- ${of.topology}; ${describeShards(of)}, synchronous mode ${of.sync_mode}`,
    `- k6 ${tool.k6} with ${tool.driver} (${tool.protocol}), generator CPU ${generator.cpu_pct === null ? 'unknown' : `${generator.cpu_pct} %`}`,
    ...(tool.git_sha === null ? [] : [`- commit ${tool.git_sha}`]),
  ].map(escape);
}

function chaosBlocks(entry: ChaosEntry): string[] {
  const { chaos } = entry;
  const { stack, engine, topology, violations, partial, rounds } = chaos;
  return [
    `### Chaos on ${escape(stack)} (${escape(engine)}): ${violations.length === 0 ? 'everything that must hold did' : counted(violations.length, 'violation')}`,
    lead(entry, `${counted(rounds.length, 'fault')}, ${escape(topology)}`),
    partial ? '> The run was stopped before its end.' : '',
    violations.map((violation) => `- ❌ ${escape(violation)}`).join('\n'),
    `\`\`\`text\n${chaosTable({ ...chaos, violations: [] })}\n\`\`\``,
  ];
}

/** What, when, with which words. */
function lead(entry: MeasuredEntry, what: string): string {
  const { id, startedAt, annotations } = entry;
  const when = `${startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const parts = [code(id), when, what, ...tagsOf(entry).map(code)];
  const note = annotations.note === null ? '' : `\n\n${escape(annotations.note)}`;
  return `${parts.join(' · ')}${note}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map(line).join('\n');
}

function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** Text that Markdown leaves as it is, on one line. */
function escape(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*[\]<>]/g, '\\$&');
}

/** Text in code style, on one line. */
function code(text: string): string {
  return `\`${text.replace(/\s+/g, ' ').replaceAll('`', "'")}\``;
}

function describeShards(of: Metrics['environment']): string {
  return of.shard_count === 0
    ? 'a table of one piece'
    : `${of.shard_count} shards by ${of.distribution_column}, replication factor ${of.replication_factor}`;
}

function counted(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}
