import { holm } from './statistics/holm';
import { mannWhitney, smallestP } from './statistics/mann-whitney';
import { summariseSample, type SampleSummary } from './statistics/sample-summary';
import type { Figure } from './figure';

/** What can be said of one figure of two sides; `faster` and `slower` are of the other side. */
export type Verdict =
  | 'faster'
  | 'slower'
  | 'fewer errors'
  | 'more errors'
  | 'no evidence'
  | 'too few runs'
  | 'not compared';

/** A figure of two sides, with what can be said of it. */
export interface JudgedFigure {
  readonly figure: Figure;
  /** Null where a run of the side has none. */
  readonly baseline: SampleSummary | null;
  readonly other: SampleSummary | null;
  /** Of the medians, relative to the baseline's: 0.1 is 10 % more. Null where that is 0. */
  readonly change: number | null;
  /** Of the Mann–Whitney U test; null where none was made. */
  readonly p: number | null;
  /** After Holm's correction over the figures of its family. */
  readonly adjustedP: number | null;
  /** A change of this size or less is no verdict; a share. */
  readonly least: number;
  readonly verdict: Verdict;
  /** Why it is none of the first four; empty where nothing is to be said. */
  readonly reason: string;
}

/** A figure with one value a run of each side. */
export interface MeasuredFigure {
  readonly figure: Figure;
  readonly baseline: readonly (number | null)[];
  readonly other: readonly (number | null)[];
  /** Interquartile range of earlier runs relative to their median; null without a history. */
  readonly spread: number | null;
  /** Why it can't be compared, if that is so. */
  readonly invalid: string | null;
}

/** Probability of a wrong verdict in a family of figures where nothing differs. */
export const ALPHA = 0.05;

/** Fewest runs a side: two that don't overlap have p = 0.1 with three, and 0.029 with four. */
export const LEAST_RUNS = 4;

/** A smaller change is no verdict, whatever the test says; a share. */
export const LEAST_CHANGE = 0.03;

/** Runs a side with which a family of so many figures can have a verdict. */
export function runsNeeded(figures: number): number {
  let runs = LEAST_RUNS;
  while (smallestP(runs, runs) * figures >= ALPHA) runs += 1;
  return runs;
}

/** Why figures are shown without a test. */
const WITHOUT_TEST: Readonly<Partial<Record<Figure['kind'], string>>> = {
  throughput: 'its share of the total',
  cost: 'shown, not tested',
};

/**
 * Compares the figures of two sides.
 *
 * A verdict asks for both: p < {@link ALPHA} in an exact Mann–Whitney U test after Holm's correction
 * over the figures of the family, and a change of the median of more than {@link LEAST_CHANGE} and
 * more than the spread of earlier runs. Figures that are equal in all runs of both sides are no
 * test, so they don't count in the correction. Where so few runs of so many figures could not
 * reach the limit however clear their difference, the verdict is `too few runs`.
 */
export function judge(measured: readonly MeasuredFigure[]): JudgedFigure[] {
  const ps = measured.map(testOf);
  const adjusted = adjustByFamily(measured, ps);
  return measured.map((one, i) => {
    const { figure, invalid, spread } = one;
    const [baseline, other] = [summarise(one.baseline), summarise(one.other)];
    const least = Math.max(LEAST_CHANGE, spread ?? 0);
    const p = ps[i] ?? null;
    const { adjustedP, size } = adjusted[i] ?? { adjustedP: null, size: 0 };
    const change =
      baseline === null || other === null || baseline.median === 0
        ? null
        : other.median / baseline.median - 1;
    const shown = { figure, baseline, other, change, p, adjustedP, least };
    const without = (verdict: Verdict, reason: string): JudgedFigure => ({
      ...shown,
      ...{ verdict, reason },
    });

    if (invalid !== null) return without('not compared', invalid);
    if (baseline === null || other === null) return without('not compared', 'not in every run');
    if (figure.family === null) return without('not compared', WITHOUT_TEST[figure.kind] ?? '');
    const runs = [baseline.values.length, other.values.length] as const;
    if (Math.min(...runs) < LEAST_RUNS) {
      return without('too few runs', `at least ${LEAST_RUNS} a side`);
    }
    if (p === null || adjustedP === null) return without('no evidence', 'equal in all runs');
    if (smallestP(...runs) * size >= ALPHA) {
      return without('too few runs', `${runsNeeded(size)} a side for ${size} figures`);
    }
    if (adjustedP >= ALPHA) return without('no evidence', '');
    if (change !== null && Math.abs(change) <= least) {
      return without('no evidence', `a change of ${percent(least)} or less`);
    }
    if (baseline.median === other.median) return without('no evidence', 'equal medians');
    const better = other.median > baseline.median === (figure.better === 'higher');
    return { ...shown, verdict: wordFor(figure, better), reason: '' };
  });
}

function wordFor({ kind }: Figure, better: boolean): Verdict {
  if (kind === 'errors') return better ? 'fewer errors' : 'more errors';
  return better ? 'faster' : 'slower';
}

function summarise(values: readonly (number | null)[]): SampleSummary | null {
  const measured = values.filter((value) => value !== null);
  return measured.length < values.length || measured.length === 0
    ? null
    : summariseSample(measured);
}

/** The p value of a figure; null where there is nothing to test. */
function testOf({ figure, baseline, other, invalid }: MeasuredFigure): number | null {
  const [a, b] = [baseline, other].map((side) => side.filter((value) => value !== null));
  if (a === undefined || b === undefined || figure.family === null || invalid !== null) return null;
  if (Math.min(a.length, b.length) < LEAST_RUNS) return null;
  if (a.length < baseline.length || b.length < other.length) return null;
  if ([...a, ...b].every((value) => value === a[0])) return null;
  return mannWhitney(a, b).p;
}

/** Adjusted p and size of the family of each figure that was tested. */
function adjustByFamily(
  measured: readonly MeasuredFigure[],
  ps: readonly (number | null)[],
): ({ readonly adjustedP: number; readonly size: number } | undefined)[] {
  const result = new Array<{ adjustedP: number; size: number } | undefined>(ps.length);
  for (const family of ['headline', 'operations'] as const) {
    const members = measured.flatMap(({ figure }, i) => {
      const p = ps[i] ?? null;
      return figure.family === family && p !== null ? [{ i, p }] : [];
    });
    holm(members.map(({ p }) => p)).forEach((adjustedP, place) => {
      const { i } = members[place] as (typeof members)[number];
      result[i] = { adjustedP, size: members.length };
    });
  }
  return result;
}

/** A share as a percentage with one digit where it needs one: `3 %`, `4.2 %`. */
function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
