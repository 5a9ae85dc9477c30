import { chaosTable } from '../chaos/figures/chaos-table';
import { UserError } from '../words/user-error';
import { describeCapacity, describeStep, type Capacity } from '../benchmark/capacity/capacity';
import { describeOutcome } from '../benchmark/figures/threshold-outcome';
import { renderTable } from '../benchmark/figures/results-table';
import { scaleTable } from '../results/scale-table';
import { isMeasured, tagsOf, type MeasuredEntry, type ResultEntry } from './result-entry';
import { problemOf } from './result-summary';

/**
 * An entry that has figures.
 *
 * @throws UserError telling why it has none
 */
export function measured(entry: ResultEntry): MeasuredEntry {
  if (isMeasured(entry)) return entry;
  const problem = problemOf(entry) ?? '';
  throw entry.state === 'damaged'
    ? new UserError(`run ${entry.id} is damaged: ${problem}`)
    : new UserError(`run ${entry.id} is unfinished and has no figures: ${problem}`);
}

/**
 * A run for people: what it is, what is said of it, its figures.
 *
 * @param capacity how its arrival rate was found, if it was searched for
 */
export function renderResult(entry: MeasuredEntry, capacity?: Capacity): string {
  const { id, state, annotations, startedAt } = entry;
  const { note, baseline } = annotations;
  const when = `${startedAt.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const tags = tagsOf(entry);
  const problem = problemOf(entry);
  return [
    `${id} (${state}), ${when}, ${subject(entry)}`,
    ...(baseline ? ['pinned as a baseline'] : []),
    ...(tags.length === 0 ? [] : [`tags: ${tags.join(', ')}`]),
    ...(note === null ? [] : [`note: ${note}`]),
    ...(problem === null ? [] : [`problem: ${problem}`]),
    '',
    ...figureLines(entry),
    ...(capacity === undefined ? [] : capacityLines(capacity)),
  ].join('\n');
}

function subject(entry: MeasuredEntry): string {
  if (entry.kind === 'chaos') return `chaos on stack ${entry.chaos.stack} (${entry.chaos.engine})`;
  if (entry.kind === 'scale')
    return `sizes of a cluster like ${entry.scale.like} (${entry.scale.engine})`;
  const { scenario, stack, environment } = entry.metrics;
  return `${scenario} on stack ${stack} (${environment.engine})`;
}

function figureLines(entry: MeasuredEntry): string[] {
  if (entry.kind === 'benchmark') return benchmarkLines(entry);
  return [entry.kind === 'chaos' ? chaosTable(entry.chaos) : scaleTable(entry.scale)];
}

function benchmarkLines({ metrics }: Extract<MeasuredEntry, { kind: 'benchmark' }>): string[] {
  const thresholds = metrics.thresholds ?? [];
  return [
    renderTable(metrics).trimEnd(),
    ...thresholds.map((one) => `${one.broken ? 'BROKEN' : 'kept'}: ${describeOutcome(one)}`),
  ];
}

function capacityLines(capacity: Capacity): string[] {
  const steps = capacity.steps.map((step) => `  ${describeStep(step)}`);
  return ['', `capacity: ${describeCapacity(capacity)}`, ...steps];
}
