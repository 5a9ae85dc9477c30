import type { Metrics, Timeseries } from '../results/metrics';

/** A run that is compared. */
export interface SideRun {
  readonly metrics: Metrics;
  /** Null where it is missing or damaged. */
  readonly series: Timeseries | null;
}

/** Runs that stand for one thing: a stack, a version, a setting. */
export interface Side {
  /** What the user called it. */
  readonly label: string;
  readonly runs: readonly SideRun[];
}

/** The whole runs of one scenario of a side; those that were stopped early apart, by their id. */
export interface ScenarioSide extends Side {
  readonly excluded: readonly string[];
}

/** The runs of one scenario, oldest first, without those that were stopped early. */
export function sideOfScenario({ label, runs }: Side, scenario: string): ScenarioSide {
  const of = runs.filter(({ metrics }) => metrics.scenario === scenario);
  return {
    label,
    runs: of
      .filter(({ metrics }) => !metrics.partial)
      .sort((a, b) => startOf(a.metrics) - startOf(b.metrics)),
    excluded: of.flatMap(({ metrics }) => (metrics.partial ? [metrics.run_id] : [])),
  };
}

/** Start of a run's measured time, ms since the epoch. */
export function startOf({ timestamp }: Metrics): number {
  return Date.parse(timestamp);
}
