import { loadModule } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { profileOf } from '../schema.fixture';
import { Catalogue } from './catalogue';
import { readShape } from './read-shape';
import type { Place, Shape } from './shape';

beforeAll(loadModule);

const PROFILE = profileOf(
  {
    orders: { columns: ['tenant_id', 'id', 'status text', 'total numeric'] },
    lines: { columns: ['tenant_id', 'order_id', 'id', 'product_id', 'amount integer'] },
    products: { columns: ['id', 'title text'] },
    'archive.orders': { columns: ['tenant_id', 'id'] },
    orders_2026: { columns: ['tenant_id', 'id', 'status text'], partitionOf: 'public.orders' },
  },
  [],
  {
    views: [
      { name: 'public.open_orders', text: 'SELECT tenant_id, id FROM orders WHERE status = $1' },
    ],
    functions: [{ name: 'public.next_colour', isVolatile: true }],
  },
);
const CATALOGUE = new Catalogue(PROFILE);

const read = (text: string): Shape => readShape(text, CATALOGUE);

/** `orders.tenant_id`; `orders#2` where a table is named again. */
function shown(shape: Shape, { relation, column }: Place): string {
  const { table = '' } = shape.relations[relation] ?? {};
  const same = shape.relations.slice(0, relation).filter((one) => one.table === table).length;
  return `${table.replace('public.', '')}${same === 0 ? '' : `#${same + 1}`}.${column}`;
}

const bound = (text: string): string[] => {
  const shape = read(text);
  return shape.bound.map((place) => shown(shape, place));
};
const equal = (text: string): string[] => {
  const shape = read(text);
  return shape.equal.map((pair) => pair.map((place) => shown(shape, place)).join(' = '));
};

describe('columns that have one value', () => {
  it.each([
    ['SELECT * FROM orders WHERE tenant_id = $1 AND id = $2', ['orders.tenant_id', 'orders.id']],
    ['SELECT * FROM orders o WHERE $1 = o.tenant_id', ['orders.tenant_id']],
    ['SELECT * FROM orders WHERE tenant_id = $1::bigint', ['orders.tenant_id']],
    ['SELECT * FROM orders WHERE tenant_id IN ($1)', ['orders.tenant_id']],
    ['SELECT * FROM orders WHERE (tenant_id, id) = ($1, $2)', ['orders.tenant_id', 'orders.id']],
    ['SELECT * FROM orders WHERE tenant_id = $1 OR id = $2', []],
    ['SELECT * FROM orders WHERE NOT tenant_id = $1', []],
    ['SELECT * FROM orders WHERE tenant_id > $1', []],
    ['SELECT * FROM orders WHERE tenant_id::text = $1', []],
    ['SELECT * FROM orders WHERE id = (SELECT max(id) FROM lines)', []],
    ['UPDATE orders SET status = $1 WHERE tenant_id = $2', ['orders.tenant_id']],
    ['DELETE FROM orders_2026 WHERE tenant_id = $1', ['orders.tenant_id']],
    ['INSERT INTO lines (tenant_id, id) SELECT $1, id FROM orders', ['lines.tenant_id']],
    ['SELECT * FROM archive.orders WHERE tenant_id = $1', ['archive.orders.tenant_id']],
    ['SELECT * FROM open_orders v WHERE v.tenant_id = $1', ['orders.status', 'orders.tenant_id']],
    [
      'WITH w AS (SELECT tenant_id AS t FROM orders) SELECT * FROM w WHERE t = $1',
      ['orders.tenant_id'],
    ],
    ['SELECT * FROM (SELECT * FROM orders) s WHERE s.tenant_id = $1', ['orders.tenant_id']],
  ])('%s', (text, columns) => {
    expect(bound(text)).toEqual(columns);
  });

  it('are none where there are several', () => {
    const shape = read('SELECT * FROM orders WHERE tenant_id = ANY($1) AND id IN ($2, $3)');
    expect(shape.bound).toEqual([]);
    expect(shape.listed.map((place) => shown(shape, place))).toEqual([
      'orders.tenant_id',
      'orders.id',
    ]);
  });
});

describe('columns that are equal', () => {
  it.each([
    ['SELECT 1 FROM orders o JOIN lines l ON l.order_id = o.id', ['lines.order_id = orders.id']],
    ['SELECT 1 FROM orders o, lines l WHERE l.order_id = o.id', ['lines.order_id = orders.id']],
    ['SELECT 1 FROM orders JOIN lines USING (tenant_id)', ['orders.tenant_id = lines.tenant_id']],
    ['SELECT 1 FROM orders NATURAL JOIN products', ['orders.id = products.id']],
    [
      'SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM lines WHERE order_id = o.id)',
      ['lines.order_id = orders.id'],
    ],
    [
      'SELECT 1 FROM orders WHERE id IN (SELECT order_id FROM lines)',
      ['orders.id = lines.order_id'],
    ],
    ['SELECT 1 FROM orders a JOIN orders b ON a.id = b.id', ['orders.id = orders#2.id']],
    [
      'SELECT 1 FROM products p JOIN (SELECT product_id AS p, sum(amount) FROM lines GROUP BY 1) s ON s.p = p.id',
      ['lines.product_id = products.id'],
    ],
    ['INSERT INTO lines (order_id) SELECT id FROM orders', ['lines.order_id = orders.id']],
    [
      'MERGE INTO orders o USING lines l ON o.id = l.order_id WHEN MATCHED THEN UPDATE SET status = $1',
      ['orders.id = lines.order_id'],
    ],
    [
      'SELECT 1 FROM orders o, LATERAL (SELECT 1 FROM lines WHERE order_id = o.id) l',
      ['lines.order_id = orders.id'],
    ],
  ])('%s', (text, pairs) => {
    expect(equal(text)).toEqual(pairs);
  });
});

describe('what else decides where a statement runs', () => {
  it('is what it writes', () => {
    const { writes } = read(
      'INSERT INTO orders (tenant_id, id) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET status = $3',
    );
    expect(writes).toMatchObject([
      {
        kind: 'insert',
        inserted: ['tenant_id', 'id'],
        sets: ['status'],
        conflict: { columns: ['id'] },
      },
    ]);
    expect(
      read('WITH d AS (DELETE FROM lines) UPDATE orders SET status = $1').writes,
    ).toMatchObject([
      { kind: 'delete', isNested: true },
      { kind: 'update', isNested: false },
    ]);
  });

  it.each([
    ['locksRows', 'SELECT 1 FROM orders FOR UPDATE'],
    [
      'isRecursive',
      'WITH RECURSIVE w AS (SELECT id FROM orders UNION SELECT id FROM w) SELECT 1 FROM w',
    ],
    ['hasGroupingSets', 'SELECT status FROM orders GROUP BY ROLLUP (status)'],
    ['setsVolatile', 'UPDATE orders SET status = next_colour()'],
  ] as const)('%s', (what, text) => {
    expect(read(text)[what]).toBe(true);
    expect(read('SELECT status FROM orders GROUP BY status')[what]).toBe(false);
  });

  it('is a subquery that names columns around it', () => {
    const blocks = (text: string) => read(text).blocks.map(({ isCorrelated }) => isCorrelated);
    expect(
      blocks('SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM lines l WHERE l.id = o.id)'),
    ).toEqual([false, true]);
    expect(blocks('SELECT 1 FROM orders o, (SELECT id FROM lines) l WHERE l.id = o.id')).toEqual([
      false,
      false,
    ]);
  });

  it('is a name that is no table', () => {
    expect(read('SELECT 1 FROM gone, pg_class, pg_catalog.pg_type').unknown).toEqual(['gone']);
  });
});
