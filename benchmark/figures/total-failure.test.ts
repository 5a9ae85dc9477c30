import { describe, expect, it } from 'vitest';
import type { Operation } from '../../k6-scripts/lib/operation';
import { exampleRun } from '../../tests/example-run';
import { failureOf } from './total-failure';

describe('a run that is no measurement', () => {
  const { metrics } = exampleRun();

  it('is one with an operation that never succeeded, which is named with its first error', () => {
    const [first, ...others] = metrics.queries;
    if (first === undefined) throw new Error('no operation');
    const operation: Operation = {
      ...{ name: first.name, class: 'read', description: 'one', roundTrips: 1, routing: 'none' },
      statement: () => ({ sql: 'SELECT x\n  FROM orders', parameters: [], rows: [1, 1] }),
    };
    const message = 'ERROR: column "x" does not exist (SQLSTATE 42703)';
    const run = {
      ...metrics,
      queries: [{ ...first, count: 0, errors: 9 }, ...others],
      errors: {
        ...metrics.errors,
        samples: [
          { operation: 'another', class: 'timeout', sqlstate: null, t_s: 0, message: 'late' },
          { operation: first.name, class: 'statement', sqlstate: '42703', t_s: 0, message },
        ],
      },
    };
    expect(failureOf(run, [operation])).toBe(
      `no statement of operation ${first.name} succeeded: column "x" does not exist (SQLSTATE 42703) in: SELECT x FROM orders`,
    );
  });

  it('is one without any statement', () => {
    const queries = metrics.queries.map((query) => ({ ...query, count: 0, errors: 0 }));
    expect(failureOf({ ...metrics, queries, success_count: 0 }, [])).toMatch(/no statement ended/);
  });

  it('is not one with some errors', () => {
    expect(failureOf(metrics, [])).toBeUndefined();
  });
});
