import type { Pair } from './compare';
import type { JudgedFigure } from './judge';
import { formatChange, formatP, formatValue, nameOf, toneOfVerdict, verdictText } from './words';

/** A row of the table of a pair, as text. */
export interface FigureRow {
  /** The figure's id, as in the comparison. */
  readonly id: string;
  readonly name: string;
  /** Median with its interval, and units. */
  readonly baseline: string;
  readonly other: string;
  readonly change: string;
  readonly p: string;
  readonly verdict: string;
  readonly tone: 'good' | 'bad' | 'quiet';
  /** The run as a whole, its operations, or shown without a test. */
  readonly family: JudgedFigure['figure']['family'];
}

/** A figure of a pair for people. */
export function figureRow(one: JudgedFigure, pair: Pair): FigureRow {
  const { figure, change, adjustedP, verdict } = one;
  return {
    id: figure.id,
    name: nameOf(figure),
    baseline: sample(one, 'baseline'),
    other: sample(one, 'other'),
    change: formatChange(change),
    p: formatP(adjustedP),
    verdict: verdictText(one, pair),
    tone: toneOfVerdict(verdict),
    family: figure.family,
  };
}

/** A median with its interval where there is one. */
function sample({ figure, ...one }: JudgedFigure, of: 'baseline' | 'other'): string {
  const summary = one[of];
  if (summary === null) return '–';
  const middle = formatValue(figure, summary.median);
  const { interval } = summary;
  if (interval === null || summary.values.every((value) => value === summary.median)) return middle;
  return `${middle} [${formatValue(figure, interval.low)} – ${formatValue(figure, interval.high)}]`;
}
