import { UserError } from '../words/user-error';
import { invalidLatencyReason } from '../benchmark/figures/invalid-latency';
import type { ConfigurationDifference } from './configuration';
import { startOf, type ScenarioSide, type Side } from './side';

/** Settings that make different loads of the same scenario. */
const LOAD = /^(load\.|profile$)/;

/** Settings that make it another machine. */
const HOST = /^environment\.(host_cpu|cores|memory_bytes|kernel)$/;

/** Settings that make it other data. */
const DATA = /^environment\.(regions|rows)$/;

/**
 * Refuses sides that share a run.
 *
 * @throws UserError naming the run
 */
export function assertDisjoint(sides: readonly Side[]): void {
  const owner = new Map<string, string>();
  for (const { label, runs } of sides) {
    for (const { run_id } of runs.map(({ metrics }) => metrics)) {
      const other = owner.get(run_id);
      if (other !== undefined) {
        throw new UserError(
          `run ${run_id} is on two sides, "${other}" and "${label}"`,
          'name runs or series that have none in common',
        );
      }
      owner.set(run_id, label);
    }
  }
}

/**
 * Refuses runs of both load models: a rate that was asked for is no capacity, and the latencies of
 * the closed model leave out who would have waited.
 *
 * @throws UserError naming the sides
 */
export function assertOneModel(scenario: string, sides: readonly ScenarioSide[]): void {
  const models = sides.map(({ label, runs }) => ({
    label,
    models: [...new Set(runs.map(({ metrics }) => metrics.load.model))],
  }));
  if (new Set(models.flatMap((side) => side.models)).size > 1) {
    const of = models.map((side) => `${side.label} ${side.models.join(' and ')}`).join(', ');
    throw new UserError(
      `runs of ${scenario} with different load models don't compare: ${of}`,
      'measure both with --vus, or both with the same --rate',
    );
  }
}

/** What a reader must know before trusting the comparison, a sentence each. */
export function warningsFor(
  sides: readonly ScenarioSide[],
  differences: readonly ConfigurationDifference[],
): string[] {
  const differing = (kind: RegExp): string[] =>
    differences
      .filter(({ name }) => kind.test(name))
      .map(({ name, values }) => {
        const short = name.replace(/^(load|environment)\./, '');
        return `${short} ${values.map((side) => side.join(' and ')).join(' against ')}`;
      });
  const warning = (kind: RegExp, says: string): string[] => {
    const found = differing(kind).filter((text) => !text.startsWith('seed '));
    return found.length === 0 ? [] : [`${says}: ${found.join('; ')}.`];
  };
  return [
    ...sides.flatMap(excludedWarning),
    ...warning(LOAD, 'The loads differ, so the figures do for that reason too'),
    ...warning(HOST, 'The machines differ, so the figures do for that reason too'),
    ...warning(DATA, 'The data differ, so the figures do for that reason too'),
    ...sides.flatMap(latencyWarning),
    ...sides.flatMap(generatorWarning),
    ...sides.slice(1).flatMap((side) => orderWarning(sides[0] as ScenarioSide, side)),
  ];
}

/** Why the latencies of two sides can't be compared; null if they can. */
export function invalidLatency(sides: readonly ScenarioSide[]): string | null {
  return sides.some(({ runs }) =>
    runs.some(({ metrics }) => invalidLatencyReason(metrics) !== null),
  )
    ? 'latency invalid: arrivals never answered'
    : null;
}

function excludedWarning({ label, excluded }: ScenarioSide): string[] {
  if (excluded.length === 0) return [];
  return [`${label}: left out because stopped early: ${excluded.join(', ')}.`];
}

function latencyWarning({ label, runs }: ScenarioSide): string[] {
  const invalid = runs.flatMap(({ metrics }) => {
    const reason = invalidLatencyReason(metrics);
    return reason === null ? [] : [`${metrics.run_id}: ${reason}`];
  });
  if (invalid.length === 0) return [];
  return [
    `${label}: not every arrival is among the latencies, so none are compared (${invalid.join('; ')}).`,
  ];
}

function generatorWarning({ label, runs }: ScenarioSide): string[] {
  const bound = runs.filter(({ metrics }) => metrics.generator.generator_bound === true);
  if (bound.length === 0) return [];
  const ids = bound.map(({ metrics }) => metrics.run_id).join(', ');
  return [`${label}: the load generator was at its own limit in ${ids}, so that was measured.`];
}

/** A drift of the machine looks like a difference where one side was measured after the other. */
function orderWarning(a: ScenarioSide, b: ScenarioSide): string[] {
  if (Math.max(a.runs.length, b.runs.length) < 2) return [];
  const [timesA, timesB] = [a, b].map(({ runs }) => runs.map(({ metrics }) => startOf(metrics)));
  if (timesA === undefined || timesB === undefined) return [];
  const apart =
    Math.max(...timesA) < Math.min(...timesB) || Math.max(...timesB) < Math.min(...timesA);
  return apart
    ? [
        `${a.label} and ${b.label} were measured one after the other: whatever changed on the machine meanwhile looks like a difference. Take turns.`,
      ]
    : [];
}
