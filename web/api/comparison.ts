import type { Comparison } from '../../compare/compare';
import type { FigureRow } from '../../compare/figure-row';
import type { ComparisonData } from '../../compare/page-data';

export type { FigureRow } from '../../compare/figure-row';

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
