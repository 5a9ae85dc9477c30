import type { Metrics } from './metrics';

/**
 * Why a run is no measurement: an operation of which every statement failed, with the first error's
 * text. Undefined where each operation that was tried succeeded at least once.
 */
export function failureOf({ queries, errors, success_count: done }: Metrics): string | undefined {
  const failed = queries.find(({ count, errors: wrong }) => count === 0 && wrong > 0);
  if (failed !== undefined) {
    const first = errors.samples.find(({ operation }) => operation === failed.name);
    const state =
      first?.sqlstate == null ? (first?.class ?? 'error') : `SQLSTATE ${first.sqlstate}`;
    const message = first?.message.replace(/^GoError: /, '') ?? 'its text was not kept';
    return `no statement of operation ${failed.name} succeeded (${state}): ${message}`;
  }
  return done === 0 ? 'no statement ended in the measured time' : undefined;
}
