import { loadModule } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { profileOf } from '../schema.fixture';
import { Catalogue } from '../statements/catalogue';
import { readShape } from '../statements/read-shape';
import { hasArrays, makeSets } from './make-sets';

const catalogue = new Catalogue(profileOf({ orders: { columns: ['id', 'tenant_id', 'total'] } }));

beforeAll(() => loadModule());

const sets = (text: string, types: readonly string[], rows: string[][], length = 1) => {
  const shape = readShape(text, catalogue);
  const numbers = (rows[0] ?? []).map((_, i) => i + 1);
  return makeSets(shape, types, [{ numbers, sql: '', rows }], new Map([[4, '5']]), length);
};

describe('sets of values', () => {
  it('are rows that were drawn, and what is the same for all', () => {
    const text = 'SELECT * FROM orders WHERE tenant_id = $1 AND id = $2 LIMIT $4';
    expect(sets(text, ['bigint', 'bigint', 'bigint', 'bigint'], [['1', '10']])).toEqual([
      ['1', '10', null, '5'],
    ]);
  });

  it('have different values of the same tenant in a list', () => {
    const text = 'SELECT * FROM orders WHERE tenant_id = $1 AND id IN ($2, $3)';
    const drawn = [
      ['1', '10', '10'],
      ['2', '20', '20'],
      ['1', '11', '11'],
    ];
    expect(sets(text, ['bigint', 'bigint', 'bigint'], drawn)).toEqual([
      ['1', '10', '11'],
      ['1', '11', '10'],
      ['2', '20', '20'],
    ]);
  });

  it('have arrays of a length', () => {
    const text = 'SELECT * FROM orders WHERE id = ANY($1)';
    const types = ['bigint[]'];
    expect(hasArrays(readShape(text, catalogue), types)).toBe(true);
    expect(sets(text, types, [['10'], ['11'], ['12']], 2)[0]).toEqual(['{"10","11"}']);
  });
});
