import { loadModule } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { profileOf } from '../schema.fixture';
import { Catalogue } from '../statements/catalogue';
import { readShape } from '../statements/read-shape';
import { inverseQuery, sampled, type Drawing } from './inverse-query';

const profile = profileOf({
  orders: { columns: ['id', 'tenant_id', 'total numeric', 'at timestamptz'], rows: 1_000_000 },
  lines: { columns: ['id', 'tenant_id', 'order_id', 'title text'] },
});

beforeAll(() => loadModule());

function drawing(text: string, types: readonly string[], more: Partial<Drawing> = {}): Drawing {
  const shape = readShape(text, new Catalogue(profile));
  return { text, shape, types, values: new Map(), rows: 10, main: undefined, ...more };
}

const inverse = (text: string, types: readonly string[], more?: Partial<Drawing>) => {
  const draw = inverseQuery(drawing(text, types, more));
  return draw && { numbers: draw.numbers, sql: draw.sql.replace(/\s+/g, ' ').trim() };
};

describe('the inverse of a statement', () => {
  it('asks for values that belong together', () => {
    expect(
      inverse(
        'SELECT o.total FROM orders o JOIN lines l ON l.order_id = o.id WHERE o.tenant_id = $1 AND lower(l.title) = $2 ORDER BY o.at LIMIT $3',
        ['bigint', 'text', 'bigint'],
      ),
    ).toEqual({
      numbers: [1, 2],
      sql: 'SELECT (o.tenant_id)::text, (lower(l.title))::text FROM orders o JOIN lines l ON l.order_id = o.id WHERE o.tenant_id IS NOT NULL AND lower(l.title) IS NOT NULL AND (o.tenant_id = o.tenant_id AND lower(l.title) = lower(l.title)) ORDER BY random() LIMIT 10',
    });
  });

  it.each([
    ['a range', 'tenant_id = $1 AND total > $2', 'total >= total'],
    ['BETWEEN', 'tenant_id = $1 AND total BETWEEN $2 AND $3', 'total BETWEEN total AND total'],
    ['a list', 'tenant_id = $1 AND id IN ($2, $3)', 'id IN (id, id)'],
    ['what differs', 'tenant_id = $1 AND id <> $2', 'id = id'],
    ['an array', 'tenant_id = $1 AND id = ANY($2)', 'id = ANY(ARRAY[id])'],
    [
      'an expression',
      'tenant_id = $1 AND at > now() - $2::interval',
      "now() - '1 day'::interval::interval",
    ],
  ])('lets every row fulfil %s', (_, condition, fulfilled) => {
    const types = ['bigint', condition.includes('ANY') ? 'bigint[]' : 'interval', 'bigint'];
    const values = new Map([[2, '1 day']]);
    const found = inverse(`SELECT * FROM orders WHERE ${condition}`, types, { values });
    expect(found?.sql).toContain(fulfilled);
  });

  it.each([
    [
      'UPDATE orders o SET total = $1 FROM lines l WHERE o.id = l.order_id AND l.id = $2',
      'orders o, lines l',
    ],
    ['DELETE FROM orders WHERE tenant_id = $1 AND id = $2', 'orders'],
    [
      'SELECT DISTINCT id FROM orders WHERE tenant_id IS DISTINCT FROM id AND id = $1 GROUP BY id',
      'orders',
    ],
  ])('of %s', (text, from) => {
    expect(inverse(text, ['bigint', 'bigint'])?.sql).toContain(` FROM ${from} WHERE `);
  });

  it('samples a large table', () => {
    const [main] = profile.tables;
    expect(main && sampled(main, 10)).toBe('"public"."orders" TABLESAMPLE SYSTEM (1)');
    expect(inverse('SELECT * FROM orders WHERE id = $1', ['bigint'], { main })?.sql).toMatch(
      /^WITH "orders" AS \(SELECT \* FROM "public"\."orders" TABLESAMPLE SYSTEM \(1\)\) SELECT/,
    );
  });

  it('is none where no column is compared', () => {
    expect(inverse('SELECT count(*) FROM orders', [])).toBeUndefined();
  });
});
