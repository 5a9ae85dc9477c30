import { compare } from '../../../compare/compare';
import { figureRow } from '../../../compare/figure-row';
import { comparisonData } from '../../../compare/page-data';
import { selectRecordedSides } from '../../../compare/select-sides';
import { toneOf, verdictInWords } from '../../../compare/words';
import type { ComparisonAnswer } from '../../api/comparison';

/** A comparison as the command makes it, in words and for charts. */
export async function comparison(
  folder: string,
  references: readonly string[],
): Promise<ComparisonAnswer> {
  const { sides, all } = await selectRecordedSides(references, folder);
  const compared = compare(sides, all);
  return {
    comparison: compared,
    words: compared.scenarios.map(({ scenario, pairs }) => ({
      scenario,
      pairs: pairs.map((pair) => ({
        baseline: pair.baseline,
        other: pair.other,
        verdict: verdictInWords(pair),
        tone: toneOf(pair),
        rows: pair.figures.map((one) => figureRow(one, pair)),
      })),
    })),
    charts: comparisonData(compared, sides),
  };
}
