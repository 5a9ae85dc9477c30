import { relativeSpread, summariseSample } from './statistics/sample-summary';
import type { Metrics } from '../results/metrics';
import type { Figure } from './figure';
import { startOf, type ScenarioSide } from './side';

/** Fewest earlier runs that make a history. */
export const LEAST_HISTORY = 5;

/** Most earlier runs that are looked at, the newest: an older machine state says little. */
const MOST_HISTORY = 20;

/**
 * The earlier runs that show how much a side's figures vary without anybody's doing: same
 * scenario, stack and load, whole, and begun before the first run of the comparison.
 *
 * @param all the runs of the results folder
 * @param sides all sides of the comparison; their own runs are no history
 */
export function historyOf(
  side: ScenarioSide,
  all: readonly Metrics[],
  sides: readonly ScenarioSide[],
): Metrics[] {
  const compared = sides.flatMap(({ runs }) => runs.map(({ metrics }) => metrics));
  const start = Math.min(...compared.map(startOf));
  const ids = new Set(compared.map(({ run_id }) => run_id));
  const [first] = side.runs;
  if (first === undefined) return [];
  const key = loadKey(first.metrics);
  return all
    .filter((run) => !run.partial && !ids.has(run.run_id))
    .filter((run) => startOf(run) < start && loadKey(run) === key)
    .sort((a, b) => startOf(b) - startOf(a))
    .slice(0, MOST_HISTORY);
}

/** The largest relative interquartile range of a figure in the histories; null without one. */
export function spreadOf(figure: Figure, histories: readonly (readonly Metrics[])[]) {
  const spreads = histories.flatMap((history) => {
    const values = history.map(figure.of).filter((value) => value !== null);
    if (values.length < LEAST_HISTORY) return [];
    return relativeSpread(summariseSample(values)) ?? [];
  });
  return spreads.length === 0 ? null : Math.max(...spreads);
}

function loadKey({ scenario, stack, profile, load }: Metrics): string {
  return JSON.stringify([scenario, stack, profile, { ...load, seed: 0 }]);
}
