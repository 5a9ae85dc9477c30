import type { Operation } from '../../k6-scripts/lib/operation';
import { sampleStatement } from '../scenario/check-scenario';
import type { Metrics } from '../../results/metrics';
import { quoteStatement } from '../scenario/quote-statement';

/**
 * Why a run is no measurement: an operation of which every statement failed, with the first error's
 * text and a statement of its kind. Undefined where each operation that was tried succeeded at
 * least once.
 *
 * @param operations what the scenario sends
 */
export function failureOf(
  { queries, errors, success_count: done }: Metrics,
  operations: readonly Operation[],
): string | undefined {
  const failed = queries.find(({ count, errors: wrong }) => count === 0 && wrong > 0);
  if (failed === undefined) {
    return done === 0 ? 'no statement ended in the measured time' : undefined;
  }
  const first = errors.samples.find(({ operation }) => operation === failed.name);
  const kind = first?.sqlstate == null ? (first?.class ?? 'error') : `SQLSTATE ${first.sqlstate}`;
  const operation = operations.find(({ name }) => name === failed.name);
  const statement =
    operation === undefined ? '' : ` in: ${quoteStatement(sampleStatement(operation).sql)}`;
  return `no statement of operation ${failed.name} succeeded: ${serverText(first?.message)} (${kind})${statement}`;
}

/** What the server said, without what the drivers put around it. */
function serverText(message = 'its text was not kept'): string {
  return message
    .replace(/^GoError: /, '')
    .replace(/^(ERROR|pq): /, '')
    .replace(/ \(SQLSTATE \w{5}\)$/, '');
}
