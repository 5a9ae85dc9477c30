import { loadModule } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { profileOf } from '../schema.fixture';
import { Catalogue } from '../statements/catalogue';
import { readShape } from '../statements/read-shape';
import type { Placement, TablePlace } from './placement';
import { statementClass } from './statement-class';

beforeAll(loadModule);

const PROFILE = profileOf({
  tenants: { columns: ['id', 'name text'] },
  orders: { columns: ['tenant_id', 'id', 'status text', 'country text'] },
  lines: { columns: ['tenant_id', 'order_id', 'id', 'product_id'], primary: ['tenant_id', 'id'] },
  clicks: { columns: ['visitor_id', 'tenant_id', 'at timestamptz'], primary: [] },
  numbered: { columns: ['id bigint default', 'text text'] },
  countries: { columns: ['id text', 'name text'] },
  jobs: { columns: ['id', 'state text'] },
});
const TABLES = new Map(PROFILE.tables.map((table) => [table.name, table]));

const by = (column: string, group = 'tenant_id') =>
  ({ kind: 'distributed', column, group }) as const;
const PLACEMENT: Placement = new Map<string, TablePlace>([
  ['public.tenants', by('id')],
  ['public.orders', by('tenant_id')],
  ['public.lines', by('tenant_id')],
  ['public.clicks', by('visitor_id', 'visitor_id')],
  ['public.numbered', by('id', 'numbered')],
  ['public.countries', { kind: 'reference', because: 'small' }],
  ['public.jobs', { kind: 'local', because: 'alone' }],
]);

const classOf = (text: string) =>
  statementClass(readShape(text, new Catalogue(PROFILE)), PLACEMENT, TABLES);

describe.each<[string, readonly string[]]>([
  [
    'one shard',
    [
      'SELECT * FROM orders WHERE tenant_id = $1',
      'SELECT * FROM orders o JOIN lines l ON l.tenant_id = o.tenant_id AND l.order_id = o.id WHERE o.tenant_id = $1',
      'SELECT * FROM orders o, lines l WHERE o.tenant_id = $1 AND l.tenant_id = $2 AND l.order_id = o.id',
      'SELECT * FROM tenants t JOIN orders o ON o.tenant_id = t.id JOIN countries c ON c.id = o.country WHERE t.id = $1',
      'SELECT * FROM orders WHERE tenant_id = $1 AND id IN (SELECT order_id FROM lines WHERE tenant_id = $1)',
      'SELECT * FROM orders WHERE tenant_id = $1 FOR UPDATE',
      'INSERT INTO orders (tenant_id, id) VALUES ($1, $2)',
      'INSERT INTO numbered (text) VALUES ($1)',
      'INSERT INTO lines (tenant_id, id) VALUES ($1, $2) ON CONFLICT (tenant_id, id) DO UPDATE SET order_id = $3',
      'INSERT INTO lines (tenant_id, id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      'UPDATE orders SET status = $1 WHERE tenant_id = $2 AND id = $3',
      'SELECT name FROM countries WHERE id = $1',
      'SELECT 1 FROM countries c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.tenant_id = $1 AND o.country = c.id)',
    ],
  ],
  [
    'coordinator',
    [
      'SELECT * FROM jobs WHERE id = $1',
      'UPDATE jobs SET state = $1',
      'SELECT 1 FROM jobs, countries',
    ],
  ],
  [
    'all shards',
    [
      'SELECT status, count(*) FROM orders GROUP BY status',
      'SELECT * FROM orders WHERE id = $1',
      'SELECT * FROM orders WHERE tenant_id = ANY($1)',
      'SELECT count(*) FROM orders o LEFT JOIN lines l ON l.tenant_id = o.tenant_id AND l.order_id = o.id',
      'SELECT avg(n) FROM (SELECT tenant_id, count(*) AS n FROM orders GROUP BY tenant_id) s',
      'INSERT INTO orders (tenant_id, id) VALUES ($1, $2), ($3, $4)',
      'UPDATE orders SET status = $1 WHERE id = $2',
      'UPDATE countries SET name = $1',
      'INSERT INTO lines (tenant_id, order_id) SELECT tenant_id, id FROM orders',
      'SELECT (SELECT count(*) FROM lines l WHERE l.tenant_id = o.tenant_id AND l.order_id = o.id) FROM orders o',
      'SELECT 1 FROM orders o WHERE NOT EXISTS (SELECT 1 FROM lines l WHERE l.tenant_id = o.tenant_id)',
      'MERGE INTO orders o USING lines l ON o.tenant_id = l.tenant_id AND o.id = l.id WHEN MATCHED THEN UPDATE SET status = $1',
      'SELECT status, rank() OVER (ORDER BY id) FROM orders',
    ],
  ],
  [
    'moved',
    [
      'SELECT * FROM orders o JOIN lines l ON l.order_id = o.id WHERE o.tenant_id = $1',
      'SELECT 1 FROM orders o JOIN clicks c ON c.tenant_id = o.tenant_id',
      'SELECT avg(n) FROM (SELECT status, count(*) AS n FROM orders GROUP BY status) s',
      'SELECT * FROM (SELECT * FROM orders LIMIT 10) o JOIN lines USING (tenant_id)',
      'SELECT * FROM orders WHERE id IN (SELECT order_id FROM lines)',
      'SELECT id FROM orders UNION SELECT order_id FROM lines',
      'SELECT * FROM orders JOIN jobs ON jobs.state = orders.status',
      'INSERT INTO clicks (visitor_id, tenant_id) SELECT id, tenant_id FROM orders',
      'INSERT INTO countries (id) SELECT DISTINCT status FROM orders',
      'UPDATE orders SET status = $1 WHERE id IN (SELECT order_id FROM lines)',
      'DELETE FROM orders o USING jobs j WHERE j.id = o.id',
      'WITH d AS (DELETE FROM lines WHERE id = $1 RETURNING order_id) SELECT count(*) FROM orders JOIN d ON d.order_id = orders.id',
      'SELECT 1 FROM orders WHERE id > (SELECT avg(id) FROM lines)',
      'SELECT 1 FROM orders o LEFT JOIN (SELECT order_id, count(*) FROM lines GROUP BY 1) l ON l.order_id = o.id',
      'SELECT count(*) FROM orders a JOIN orders b ON a.status = b.status',
    ],
  ],
  [
    'refused',
    [
      'UPDATE orders SET tenant_id = $1 WHERE id = $2',
      'INSERT INTO orders (id) VALUES ($1)',
      'INSERT INTO orders (tenant_id, id) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING',
      'SELECT * FROM orders WHERE id = $1 FOR UPDATE',
      'SELECT status FROM orders GROUP BY ROLLUP (status)',
      'SELECT 1 FROM orders, lines',
      'SELECT 1 FROM orders o LEFT JOIN lines l ON l.order_id = o.id',
      'SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM lines l WHERE l.order_id = o.id)',
      'UPDATE orders o SET status = $1 FROM lines l WHERE l.order_id = o.id',
      'UPDATE orders SET status = random()::text WHERE tenant_id = $1',
      'UPDATE countries c SET name = $1 FROM orders o WHERE o.country = c.id',
      'WITH RECURSIVE w AS (SELECT id FROM orders UNION SELECT o.id FROM w JOIN orders o ON o.id = w.id) SELECT 1 FROM w',
      'INSERT INTO orders (tenant_id, id) VALUES ($1, (SELECT max(id) FROM lines))',
      'SELECT 1 FROM orders o WHERE id > (SELECT avg(id) FROM lines l WHERE l.order_id = o.id)',
      'SELECT 1 FROM orders o, LATERAL (SELECT 1 FROM lines l WHERE l.order_id = o.id LIMIT $1) x',
      'SELECT 1 FROM countries c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.country = c.id)',
      'SELECT c.name, (SELECT count(*) FROM orders o WHERE o.country = c.id) FROM countries c',
    ],
  ],
])('%s', (name, texts) => {
  it.each(texts)('%s', (text) => {
    expect(classOf(text)).toMatchObject({ name });
  });
});

it('says which tables are not joined by their distribution columns', () => {
  expect(classOf('SELECT 1 FROM orders o JOIN lines l ON l.order_id = o.id').because).toBe(
    'public.orders.tenant_id is not joined to public.lines.tenant_id',
  );
});
