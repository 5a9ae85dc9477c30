import { configurationDifferences } from '../../compare/configuration';
import { warningsFor } from '../../compare/contradictions';
import type { ScenarioSide } from '../../compare/side';
import { counted } from '../../words/counted';
import { agreementOf } from '../check/answer-words';
import type { Check } from '../check/check-file';

/** Share of failed calls from which on figures are not of the statement alone. */
const FAILING = 0.001;

/** What a reader of a verdict has to know before trusting it. @param unseen operations that some run did not draw */
export function verdictWarnings(
  sides: readonly ScenarioSide[],
  check: Check,
  unseen: readonly string[],
): string[] {
  const differing = check.statements
    .filter((one) => agreementOf(one) === 'other rows')
    .map(({ name }) => name);
  return [
    ...warningsFor(sides, configurationDifferences(sides)),
    ...sides.flatMap(failures),
    ...(unseen.length === 0
      ? []
      : [
          `Not drawn in every run, and not in the time of all calls: ${unseen.join(', ')}; a longer --duration draws them.`,
        ]),
    ...(differing.length === 0
      ? []
      : [
          `${counted(differing.length, 'statement')} did not give the same rows on all stacks: ${differing.join(', ')}.`,
        ]),
  ];
}

function failures({ label, runs }: ScenarioSide): string[] {
  const queries = runs.flatMap(({ metrics }) => metrics.queries);
  const failing = [...new Set(queries.map(({ name }) => name))].flatMap((operation) => {
    const own = queries.filter(({ name }) => name === operation);
    const failed = own.reduce((sum, { errors }) => sum + errors, 0);
    const all = own.reduce((sum, { count }) => sum + count, failed);
    return failed <= FAILING * all ? [] : [`${operation} ${failed} of ${all} times`];
  });
  return failing.length === 0 ? [] : [`${label}: calls failed: ${failing.join(', ')}.`];
}
