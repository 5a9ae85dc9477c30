import { textTable } from '../words/text-table';
import { formatDuration } from '../words/duration';
import { formatMs, formatNumber } from '../report/html';
import { scaleText, type ResultSummary } from './result-summary';

/** A list of runs for people, a line each. */
export function listTable(summaries: readonly ResultSummary[]): string {
  const rows = summaries.map((summary) => [
    summary.id,
    summary.state,
    summary.stack ?? '',
    summary.engine ?? '',
    [figuresText(summary), summary.problem].filter((text) => text !== null).join('; '),
    [...(summary.baseline ? ['(baseline)'] : []), ...summary.tags].join(' '),
  ]);
  return textTable(['run', 'state', 'stack', 'engine', 'figures', 'tags'], rows);
}

function figuresText({ figures, chaos, scale }: ResultSummary): string | null {
  if (figures !== null) return benchmarkText(figures);
  if (scale !== null) return scaleText(scale);
  return chaos === null ? null : chaosText(chaos);
}

function benchmarkText(figures: NonNullable<ResultSummary['figures']>): string {
  const { throughput_ops_sec, read_p99_ms, write_p99_ms, error_count, broken_thresholds } = figures;
  return [
    `${formatNumber(throughput_ops_sec, 1)} ops/s`,
    ...(read_p99_ms === null ? [] : [`p99 read ${formatMs(read_p99_ms)}`]),
    ...(write_p99_ms === null ? [] : [`p99 write ${formatMs(write_p99_ms)}`]),
    ...(error_count === 0 ? [] : [`${counted(error_count, 'error')}`]),
    ...(broken_thresholds === 0 ? [] : [`${counted(broken_thresholds, 'threshold')} broken`]),
  ].join(', ');
}

function chaosText(chaos: NonNullable<ResultSummary['chaos']>): string {
  const { rounds, worst_without_writes_ms, violations } = chaos;
  const rest = violations === 0 ? 'nothing violated' : `${counted(violations, 'violation')}`;
  return `${counted(rounds, 'fault')}, at most ${formatDuration(worst_without_writes_ms)} without writes, ${rest}`;
}

function counted(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}
