import type { Comparison } from '../../benchmark/compare/compare';
import type { ComparisonData } from '../../benchmark/compare/page-data';

/** A row of the table of a pair, as `npm run compare` prints it. */
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
  readonly family: 'headline' | 'operations' | null;
}

/** One side against the first, in words. */
export interface PairWords {
  readonly baseline: string;
  readonly other: string;
  /** One or two sentences. */
  readonly verdict: string;
  readonly tone: 'good' | 'bad' | 'mixed' | 'none';
  readonly rows: readonly FigureRow[];
}

/** `GET /api/comparison?side=…&side=…` */
export interface ComparisonAnswer {
  readonly comparison: Comparison;
  /** By scenario and pair, in the comparison's order. */
  readonly words: readonly { readonly scenario: string; readonly pairs: readonly PairWords[] }[];
  /** What the charts are drawn from; scenarios in the comparison's order. */
  readonly charts: ComparisonData;
}
