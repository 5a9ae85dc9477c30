import { describe, expect, it } from 'vitest';
import { clientErrors } from './client-errors';
import type { Operation } from './operation';

function operation(change: Partial<Operation>): Operation {
  return {
    ...{ kind: 'write', group: 1, dueAt: 0, firstEndedAt: 1, endedAt: 1 },
    ...{ first: 'acked', final: 'acked', sqlstate: null, message: '' },
    ...change,
  };
}

describe('clientErrors', () => {
  it('counts by kind and SQLSTATE, the most frequent first, and leaves successes out', () => {
    const refused = { first: 'failed', sqlstate: '57P03' } as const;
    const errors = clientErrors([
      operation({}),
      operation({ first: 'unknown', message: 'Connection terminated unexpectedly' }),
      operation({ ...refused, message: 'of process 1' }),
      operation({ ...refused, message: 'of process 2' }),
      operation({ ...refused, kind: 'transfer', message: 'of process 3' }),
    ]);
    expect(errors).toEqual([
      { kind: 'write', class: 'failed', sqlstate: '57P03', message: 'of process 1', count: 2 },
      expect.objectContaining({ class: 'unknown', sqlstate: null, count: 1 }),
      expect.objectContaining({ kind: 'transfer', count: 1 }),
    ]);
  });

  it('tells errors of the network apart by their text', () => {
    const lost = (message: string) => operation({ first: 'unknown', message });
    expect(clientErrors([lost('read ECONNRESET'), lost('no answer within 2000 ms')])).toHaveLength(
      2,
    );
  });
});
