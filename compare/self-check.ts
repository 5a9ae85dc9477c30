import { seededRandom } from '../k6-scripts/lib/random';
import { UserError } from '../words/user-error';
import type { Metrics } from '../results/metrics';
import { invalidLatency } from './contradictions';
import { figuresOf, type Figure } from './figure';
import { judge, runsNeeded, type JudgedFigure } from './judge';
import { sideOfScenario, type Side } from './side';
import { toneOfVerdict } from './words';

/** How comparisons of a series with itself come out. */
export interface SelfCheck {
  readonly scenario: string;
  readonly runs: number;
  readonly runsASide: number;
  /** Random halves that were compared. */
  readonly halves: number;
  /** Of those, with a verdict on any figure, though nothing differs. */
  readonly withVerdict: number;
  /** Slowdown that was planted in one half, a share: 0.1 is 10 % more time for everything. */
  readonly planted: number;
  /** Random halves in which the throughput was found slower then. */
  readonly found: number;
  /** Figures with a verdict where the halves took turns: A B, B A … */
  readonly inTurns: readonly JudgedFigure[];
  /** Figures with a verdict between the first half and the second: what drifted. */
  readonly firstToSecond: readonly JudgedFigure[];
  /** Whether comparisons of such runs can be trusted, see {@link MOST_VERDICTS}, {@link LEAST_FOUND}. */
  readonly passed: boolean;
}

/** Of comparisons of a thing with itself, that may have a verdict; a share. */
export const MOST_VERDICTS = 0.05;

/** Of planted slowdowns, that have to be found; a share. */
export const LEAST_FOUND = 0.95;

const PLANTED = 0.1;
/** Random halves that are compared by default. */
export const HALVES = 200;

/**
 * Compares a series with itself, scenario by scenario: random halves, halves that took turns, and
 * the first half with the second; and random halves of which one is made slower.
 *
 * @param halves random ones
 * @throws UserError if the runs are of several stacks, or too few for a verdict on their figures
 */
export function selfCheck(side: Side, halves = HALVES): SelfCheck[] {
  const all = side.runs.map(({ metrics }) => metrics);
  const stacks = [...new Set(all.map(({ stack }) => stack))];
  if (stacks.length > 1) {
    throw new UserError(
      `"${side.label}" has runs of several stacks: ${stacks.join(', ')}`,
      'name those of one, e.g. tag:NAME@STACK',
    );
  }
  const scenarios = [...new Set(all.map(({ scenario }) => scenario))].sort();
  return scenarios.map((scenario) => checkScenario(side, scenario, halves));
}

function checkScenario(side: Side, scenario: string, halves: number): SelfCheck {
  const whole = sideOfScenario(side, scenario);
  const runs = whole.runs.map(({ metrics }) => metrics);
  const runsASide = Math.floor(runs.length / 2);
  const figures = figuresOf(runs);
  const least = 2 * runsNeeded(largestFamily(figures));
  if (runs.length < least) {
    throw new UserError(
      `"${side.label}" has ${runs.length} whole runs of ${scenario}, and a check takes ${least}`,
      `measure with \`npm run bench -- ${scenario} --repeat ${least}\``,
    );
  }
  const invalid = invalidLatency([whole]);
  const headline = figures.filter(({ family }) => family === 'headline');
  const compared = (order: readonly Metrics[], of = figures, slowdown = 0): JudgedFigure[] =>
    judge(
      of.map((figure) => ({
        figure,
        baseline: order.slice(0, runsASide).map(figure.of),
        other: order.slice(runsASide, 2 * runsASide).map((run) => slowed(figure, run, slowdown)),
        spread: null,
        invalid: figure.kind === 'latency' ? invalid : null,
      })),
    );

  const random = seededRandom(1);
  let [withVerdict, found] = [0, 0];
  for (let half = 0; half < halves; half += 1) {
    const order = shuffled(runs, (most) => random.whole(0, most));
    if (verdictsIn(compared(order)).length > 0) withVerdict += 1;
    const slower = compared(order, headline, PLANTED).some(
      ({ figure, verdict }) => figure.id === 'throughput.total' && verdict === 'slower',
    );
    if (slower) found += 1;
  }
  const inTurns = verdictsIn(compared(takingTurns(runs.slice(0, 2 * runsASide))));
  return {
    ...{ scenario, runs: runs.length, runsASide, halves, withVerdict, planted: PLANTED },
    ...{ found, inTurns, firstToSecond: verdictsIn(compared(runs)) },
    passed:
      withVerdict <= MOST_VERDICTS * halves &&
      found >= LEAST_FOUND * halves &&
      inTurns.length === 0,
  };
}

function largestFamily(figures: readonly Figure[]): number {
  const size = (of: Figure['family']): number =>
    figures.filter(({ family, kind }) => family === of && kind !== 'errors').length;
  return Math.max(size('headline'), size('operations'));
}

/** A run's figure where everything took longer by a share. */
function slowed({ kind, of }: Figure, run: Metrics, slowdown: number): number | null {
  const value = of(run);
  if (value === null) return null;
  if (kind === 'throughput') return value / (1 + slowdown);
  return kind === 'latency' ? value * (1 + slowdown) : value;
}

function verdictsIn(figures: readonly JudgedFigure[]): JudgedFigure[] {
  return figures.filter(({ verdict }) => toneOfVerdict(verdict) !== 'quiet');
}

/** Those of one side, then those of the other, where they came as A B, B A, A B … */
function takingTurns<T>(items: readonly T[]): T[] {
  const isOther = (place: number): boolean => (place + Math.floor(place / 2)) % 2 === 1;
  return [
    ...items.filter((_, place) => !isOther(place)),
    ...items.filter((_, place) => isOther(place)),
  ];
}

/**
 * Every order is equally likely (Fisher and Yates; Durstenfeld, Algorithm 235, 1964).
 *
 * @param draw a whole number from 0 to the most, both included
 */
function shuffled<T>(items: readonly T[], draw: (most: number) => number): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const at = draw(last);
    [order[last], order[at]] = [order[at] as T, order[last] as T];
  }
  return order;
}
