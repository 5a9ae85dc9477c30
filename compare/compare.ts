import { logAverage } from 'simple-statistics';
import { UserError } from '../words/user-error';
import type { Metrics } from '../results/metrics';
import { configurationDifferences, type ConfigurationDifference } from './configuration';
import { assertDisjoint, assertOneModel, invalidLatency, warningsFor } from './contradictions';
import { figuresOf } from './figure';
import { historyOf, spreadOf } from './history';
import { judge, type JudgedFigure } from './judge';
import { sideOfScenario, type ScenarioSide, type Side } from './side';
import { withinRun, type WithinRun } from './within-run';

/** A side as it was compared. */
export interface ComparedSide {
  readonly label: string;
  readonly stacks: readonly string[];
  readonly engines: readonly string[];
  /** Ids, oldest first. */
  readonly runs: readonly string[];
  /** Ids of the runs that were stopped early and left out. */
  readonly excluded: readonly string[];
}

/** One side against the first. */
export interface Pair {
  readonly baseline: string;
  readonly other: string;
  readonly figures: readonly JudgedFigure[];
  /** Geometric means over the operations of the other's latency divided by the baseline's. */
  readonly operations: {
    readonly count: number;
    readonly p50: number;
    readonly p99: number;
  } | null;
  /** Of two single runs; empty else. */
  readonly withinRun: readonly WithinRun[];
}

/** All sides in one scenario. */
export interface ScenarioComparison {
  readonly scenario: string;
  readonly sides: readonly ComparedSide[];
  readonly pairs: readonly Pair[];
  readonly differences: readonly ConfigurationDifference[];
  readonly warnings: readonly string[];
}

/** The outcome of a comparison; also what `--json` prints. */
export interface Comparison {
  readonly schema_version: 1;
  readonly scenarios: readonly ScenarioComparison[];
  /** Geometric mean over the scenarios of each further side's throughput relative to the first's. */
  readonly throughput: readonly { readonly other: string; readonly ratio: number }[];
  readonly warnings: readonly string[];
}

/**
 * Compares each side with the first, scenario by scenario.
 *
 * @param sides at least two
 * @param all every run of the results folder, for the spread of earlier ones
 * @throws UserError if there is nothing to compare: no scenario in common, a run on two sides,
 *   different load models, no whole run
 */
export function compare(sides: readonly Side[], all: readonly Metrics[]): Comparison {
  assertDisjoint(sides);
  const { common, warnings } = scenariosOf(sides);
  const scenarios = common.map((scenario) => compareScenario(scenario, sides, all));
  return {
    schema_version: 1,
    scenarios,
    throughput: sides.slice(1).flatMap(({ label }) => {
      const ratio = meanRatio(
        scenarios.map(({ pairs }) => pairs.find(({ other }) => other === label)?.figures ?? []),
        'throughput.total',
      );
      return ratio === null ? [] : [{ other: label, ratio }];
    }),
    warnings,
  };
}

function scenariosOf(sides: readonly Side[]): { common: string[]; warnings: string[] } {
  const of = sides.map(({ runs }) => new Set(runs.map(({ metrics }) => metrics.scenario)));
  const all = [...new Set(of.flatMap((names) => [...names]))].sort();
  const common = all.filter((name) => of.every((names) => names.has(name)));
  if (common.length === 0) {
    const list = sides.map(({ label }, i) => `${label}: ${[...(of[i] ?? [])].join(', ')}`);
    throw new UserError(
      `the sides have no scenario in common (${list.join('; ')})`,
      'compare runs of the same scenario',
    );
  }
  const alone = all.filter((name) => !common.includes(name));
  return {
    common,
    warnings: alone.map((name) => `Not every side has runs of ${name}: it is not compared.`),
  };
}

function compareScenario(
  scenario: string,
  everything: readonly Side[],
  all: readonly Metrics[],
): ScenarioComparison {
  const sides = everything.map((side) => sideOfScenario(side, scenario));
  for (const { label, runs, excluded } of sides) {
    if (runs.length === 0) {
      throw new UserError(
        `"${label}" has no whole run of ${scenario}: ${excluded.join(', ')} stopped early`,
        'measure again',
      );
    }
  }
  assertOneModel(scenario, sides);
  const differences = configurationDifferences(sides);
  const [baseline, ...others] = sides as [ScenarioSide, ...ScenarioSide[]];
  return {
    scenario,
    sides: sides.map(describeSide),
    pairs: others.map((other) => comparePair(baseline, other, sides, all)),
    differences,
    warnings: warningsFor(sides, differences),
  };
}

function describeSide({ label, runs, excluded }: ScenarioSide): ComparedSide {
  const metrics = runs.map((run) => run.metrics);
  return {
    label,
    stacks: [...new Set(metrics.map(({ stack }) => stack))],
    engines: [...new Set(metrics.map(({ environment }) => environment.engine))],
    runs: metrics.map(({ run_id }) => run_id),
    excluded,
  };
}

function comparePair(
  baseline: ScenarioSide,
  other: ScenarioSide,
  sides: readonly ScenarioSide[],
  all: readonly Metrics[],
): Pair {
  const [a, b] = [baseline, other].map(({ runs }) => runs.map(({ metrics }) => metrics)) as [
    Metrics[],
    Metrics[],
  ];
  const histories = [baseline, other].map((side) => historyOf(side, all, sides));
  const invalid = invalidLatency([baseline, other]);
  const figures = judge(
    figuresOf([...a, ...b]).map((figure) => ({
      figure,
      baseline: a.map(figure.of),
      other: b.map(figure.of),
      spread: spreadOf(figure, histories),
      invalid: figure.kind === 'latency' ? invalid : null,
    })),
  );
  return {
    ...{ baseline: baseline.label, other: other.label, figures },
    operations: invalid === null ? meanOfOperations(figures) : null,
    withinRun: withinRun(baseline, other),
  };
}

function meanOfOperations(figures: readonly JudgedFigure[]): Pair['operations'] {
  const names = [...new Set(figures.flatMap(({ figure }) => figure.operation ?? []))];
  const [p50, p99] = ['p50', 'p99'].map((percentile) =>
    logMean(
      names.map((name) => {
        const id = `operation.${name}.${percentile}`;
        return ratioOf(figures.find(({ figure }) => figure.id === id));
      }),
    ),
  );
  return p50 == null || p99 == null ? null : { count: names.length, p50, p99 };
}

function meanRatio(pairs: readonly (readonly JudgedFigure[])[], id: string): number | null {
  return logMean(pairs.map((figures) => ratioOf(figures.find(({ figure }) => figure.id === id))));
}

function ratioOf(figure: JudgedFigure | undefined): number | null {
  return figure?.change == null ? null : 1 + figure.change;
}

/** The geometric mean, the one that does not depend on which side is the baseline. */
function logMean(ratios: readonly (number | null)[]): number | null {
  const known = ratios.filter((ratio) => ratio !== null && ratio > 0) as number[];
  return known.length === 0 ? null : logAverage(known);
}
