import { describe, expect, it } from 'vitest';
import type { Operation, Statement } from '../../k6-scripts/lib/operation';
import { checkScenario } from './check-scenario';

const source = { name: 'orders', path: '/my/orders.ts' };

const statement: Statement = { sql: 'SELECT 1', parameters: [], rows: [1, 1] };
const operation: Operation = {
  name: 'one',
  class: 'read',
  description: 'one',
  roundTrips: 1,
  routing: 'none',
  statement: () => statement,
};

const scenario = (...operations: unknown[]) => ({
  description: 'orders',
  mix: () => operations.map((one) => ({ operation: one, weight: 1 })),
});

const gives = (made: unknown) => scenario({ ...operation, statement: () => made });

describe('checkScenario', () => {
  it('takes a scenario as it is', () => {
    const right = scenario(operation);
    expect(checkScenario(source, right)).toBe(right);
  });

  it.each([
    [undefined, /no default export/],
    [{ mix: () => [] }, /no "description"/],
    [{ ...scenario(operation), tables: 'orders' }, /"tables" is no array of names/],
    [
      { ...scenario(operation), order: 'random' },
      /"order" is "random"; allowed: drawn, spread, in-turn/,
    ],
    [{ ...scenario(operation), connection: 1 }, /"connection" is 1; allowed: kept/],
    [{ ...scenario(operation), defaults: { to: 'moon' } }, /"defaults.to" is "moon"; allowed/],
    [{ ...scenario(operation), defaults: { durationS: 0 } }, /"defaults.durationS" is 0; allowed/],
    [scenario(), /no operation with a weight/],
    [scenario(operation, operation), /two operations are called "one"/],
    [scenario({ ...operation, name: 'a b' }), /"a b" has no name of letters/],
    [scenario({ ...operation, class: 'reed' }), /"one" has no class of read, write, spatial/],
    [scenario({ ...operation, routing: undefined }), /"one" has no routing/],
    [scenario({ ...operation, statement: undefined }), /"one" has no function statement/],
    [gives(undefined), /"one" makes no sql/],
    [gives({ ...statement, parameters: [1, NaN] }), /"one" makes a parameter \$2/],
    [gives({ ...statement, rows: [2, 1] }), /"one" tells no least and most/],
    [
      scenario({
        ...operation,
        statement: () => {
          throw new Error('no such column');
        },
      }),
      /"one" throws Error: no such column/,
    ],
  ])('refuses %j', (exported, message) => {
    expect(() => checkScenario(source, exported)).toThrow(message);
    expect(() => checkScenario(source, exported)).toThrow(/orders.*docs\/scenarios\.md/s);
  });
});
