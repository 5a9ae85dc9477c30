import { loadModule } from 'libpg-query';
import { beforeAll, expect, it } from 'vitest';
import { profileOf } from '../schema.fixture';
import { Catalogue } from './catalogue';
import { isDetermined } from './is-determined';
import { readShape } from './read-shape';

beforeAll(loadModule);

const PROFILE = profileOf({
  orders: { columns: ['tenant_id', 'id', 'customer_id', 'at'], primary: ['tenant_id', 'id'] },
  lines: { columns: ['order_id', 'line', 'amount'], primary: ['order_id', 'line'] },
  customers: { columns: ['id', 'name'] },
  visits: { columns: ['id', 'at'], primary: [] },
});
const TABLES = new Map(PROFILE.tables.map((table) => [table.name, table]));

it.each([
  [true, 'SELECT * FROM orders WHERE at > $1'],
  [false, 'SELECT * FROM orders LIMIT $1'],
  [true, 'SELECT * FROM orders LIMIT ALL'],
  [false, 'SELECT * FROM orders OFFSET $1'],
  [false, 'SELECT * FROM orders WHERE tenant_id = $1 ORDER BY at DESC LIMIT $2'],
  [true, 'SELECT * FROM orders WHERE tenant_id = $1 ORDER BY at DESC, id LIMIT $2'],
  [true, 'SELECT id, at FROM orders WHERE tenant_id = $1 ORDER BY 1 LIMIT $2'],
  [true, 'SELECT o.id AS number FROM orders o WHERE tenant_id = $1 ORDER BY number LIMIT $2'],
  [false, 'SELECT * FROM orders WHERE tenant_id IN ($1, $2) ORDER BY id LIMIT $3'],
  [false, 'SELECT * FROM orders WHERE tenant_id = $1 ORDER BY lower(id::text) LIMIT $2'],
  [true, 'SELECT * FROM orders WHERE tenant_id = $1 AND id = $2 LIMIT 1'],
  [false, 'SELECT * FROM visits ORDER BY id LIMIT 1'],
  // Of many orders one customer.
  [
    true,
    'SELECT c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.tenant_id = $1 ORDER BY o.id LIMIT 5',
  ],
  [
    false,
    'SELECT c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.tenant_id = $1 ORDER BY c.id LIMIT 5',
  ],
  [false, 'SELECT DISTINCT ON (tenant_id) * FROM orders ORDER BY tenant_id, at DESC'],
  [false, 'SELECT DISTINCT ON (tenant_id) * FROM orders ORDER BY tenant_id, id'],
  [true, 'SELECT DISTINCT tenant_id FROM orders'],
  [true, 'SELECT tenant_id, count(*) FROM orders GROUP BY 1 ORDER BY 1 LIMIT 5'],
  [false, 'SELECT tenant_id, count(*) FROM orders GROUP BY 1 ORDER BY 2 DESC LIMIT 5'],
  [true, 'SELECT tenant_id, count(*) FROM orders GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5'],
  [false, 'SELECT id FROM customers UNION SELECT id FROM orders ORDER BY id LIMIT 5'],
  [false, 'SELECT * FROM (SELECT * FROM customers) c ORDER BY id LIMIT 5'],
  [false, 'DELETE FROM customers WHERE id IN (SELECT id FROM customers ORDER BY name LIMIT 5)'],
  [true, 'DELETE FROM customers WHERE id IN (SELECT id FROM customers ORDER BY id LIMIT 5)'],
])('%s: %s', (is, text) => {
  expect(isDetermined(readShape(text, new Catalogue(PROFILE)), TABLES)).toBe(is);
});
