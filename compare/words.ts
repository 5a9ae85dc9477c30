import { formatMs, formatNumber } from '../report/html';
import { LEAST_SECONDS } from './statistics/block-bootstrap';
import type { Pair } from './compare';
import { runsNeeded, type JudgedFigure, type Verdict } from './judge';

/** A relative change with its sign: `+12.3 %`, `−40 %`; from twice on as a factor, `×2.5`. */
export function formatChange(change: number | null): string {
  if (change === null) return '–';
  if (change >= 1) return `×${formatNumber(1 + change, change < 9 ? 1 : 0)}`;
  const digits = Math.abs(change) < 0.0995 ? 1 : 0;
  const size = formatNumber(Math.abs(100 * change), digits);
  return `${change < 0 ? '−' : '+'}${size} %`;
}

/** A value of a figure with its unit. */
export function formatValue({ unit }: Pick<JudgedFigure['figure'], 'unit'>, value: number): string {
  if (unit === 'ms') return formatMs(value);
  if (unit === 'MiB') return `${formatNumber(value)} MiB`;
  if (unit === '%') return `${formatNumber(value, value === 0 ? 0 : 3)} %`;
  return `${formatNumber(value, value < 100 ? 1 : 0)}/s`;
}

/** A p value; small ones by their bound. */
export function formatP(p: number | null): string {
  if (p === null) return '–';
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** A figure's name with its operation. */
export function nameOf({ label, operation }: JudgedFigure['figure']): string {
  return operation === null ? label : `${operation}, ${label}`;
}

const GOOD: readonly Verdict[] = ['faster', 'fewer errors'];
const BAD: readonly Verdict[] = ['slower', 'more errors'];

/** How a verdict is to be coloured. */
export function toneOfVerdict(verdict: Verdict | null): 'good' | 'bad' | 'quiet' {
  if (verdict === null) return 'quiet';
  return GOOD.includes(verdict) ? 'good' : BAD.includes(verdict) ? 'bad' : 'quiet';
}

function figuresWith(pair: Pair, verdicts: readonly Verdict[]): JudgedFigure[] {
  return pair.figures.filter(({ verdict }) => verdicts.includes(verdict));
}

/** How a pair is to be coloured. */
export function toneOf(pair: Pair): 'good' | 'bad' | 'mixed' | 'none' {
  const [good, bad] = [figuresWith(pair, GOOD).length > 0, figuresWith(pair, BAD).length > 0];
  return good && bad ? 'mixed' : good ? 'good' : bad ? 'bad' : 'none';
}

/** The verdict and why; of two single runs, the interval within them. */
export function verdictText({ figure, verdict, reason }: JudgedFigure, pair: Pair): string {
  const within = pair.withinRun.find(({ figure: id }) => id === figure.id);
  if (within !== undefined) {
    const [low, high] = within.interval.map(formatChange);
    return `within one run: ${low} to ${high}`;
  }
  if (figure.family === null) return reason;
  return reason === '' ? verdict : `${verdict} (${reason})`;
}

/** The outcome in one or two sentences. */
export function verdictInWords(pair: Pair): string {
  const { other, baseline } = pair;
  const [good, bad] = [figuresWith(pair, GOOD), figuresWith(pair, BAD)];
  if (good.length > 0 && bad.length > 0) {
    return `${other} is better than ${baseline} in ${some(good)}, and worse in ${some(bad)}.`;
  }
  if (good.length > 0) return `${other} is ${wordFor(good)} than ${baseline}: ${some(good)}.`;
  if (bad.length > 0) return `${other} is ${wordFor(bad)} than ${baseline}: ${some(bad)}.`;
  return withoutVerdict(pair);
}

/** `faster`, unless errors are all that differ. */
function wordFor(figures: readonly JudgedFigure[]): string {
  const verdicts = figures.map(({ verdict }) => verdict);
  const speed = verdicts.find((verdict) => verdict === 'faster' || verdict === 'slower');
  return speed ?? (verdicts[0] === 'fewer errors' ? 'more reliable' : 'less reliable');
}

function withoutVerdict({ other, baseline, figures, withinRun }: Pair): string {
  const headline = figures.filter(({ figure }) => figure.family === 'headline');
  if (headline.some(({ verdict, p }) => verdict === 'no evidence' && p !== null)) {
    return `No evidence of a difference between ${other} and ${baseline}.`;
  }
  const [a, b] = runsOf(headline);
  if (a === 1 && b === 1) {
    const within =
      withinRun.length > 0
        ? 'The intervals of the throughputs are within these two runs'
        : `Runs of ${LEAST_SECONDS} s and more have an interval within the run`;
    return `No verdict: one run a side says nothing about the next run of ${other} or ${baseline}. ${within}.`;
  }
  const needed = runsNeeded(headline.length);
  return `Too few runs for a verdict on ${other} against ${baseline}: ${b} against ${a}, take ${needed} a side.`;
}

/** How many runs each side has. */
function runsOf(figures: readonly JudgedFigure[]): [baseline: number, other: number] {
  const count = (side: 'baseline' | 'other'): number =>
    Math.max(0, ...figures.map((one) => one[side]?.values.length ?? 0));
  return [count('baseline'), count('other')];
}

/** The figures that say most with their changes: the throughput, then the largest. */
function some(figures: readonly JudgedFigure[]): string {
  const shown = 3;
  const weight = ({ figure, change }: JudgedFigure): number =>
    figure.id === 'throughput.total'
      ? Infinity
      : figure.kind === 'throughput'
        ? 0
        : Math.abs(change ?? 1);
  const named = [...figures]
    .sort((a, b) => familyOf(a) - familyOf(b) || weight(b) - weight(a))
    .slice(0, shown)
    .map((one) =>
      one.change === null
        ? nameOf(one.figure)
        : `${nameOf(one.figure)} ${formatChange(one.change)}`,
    );
  const more = figures.length - named.length;
  return named.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/** The run as a whole before its operations. */
function familyOf({ figure }: JudgedFigure): number {
  return figure.family === 'headline' ? 0 : 1;
}
