import { loadModule } from 'libpg-query';
import { beforeAll, expect, it } from 'vitest';
import { profileOf } from '../schema.fixture';
import { Catalogue } from '../statements/catalogue';
import { readShape } from '../statements/read-shape';
import { replayableText, withType } from './replayable-text';

const catalogue = new Catalogue(profileOf({ orders: { columns: ['id', 'total', 'at date'] } }));

beforeAll(() => loadModule());

it('has another form for constants that no parameter can stand for', () => {
  expect(replayableText('SELECT now() - interval $1, extract($2 FROM at) FROM orders')).toBe(
    'SELECT now() - $1::interval, date_part($2, at) FROM orders',
  );
});

it.each([
  ['SELECT sum(CASE WHEN id = $1 THEN $2 ELSE $3 END) FROM orders LIMIT $4', [2, 3]],
  ['SELECT id FROM orders WHERE total BETWEEN $1 - $2 AND $10 + $2', [1, 2, 10, 2]],
  ['SELECT date_part($1, at), $2::text FROM orders WHERE at < CAST($3 AS date)', []],
])('gives a type to what has none in %s', (text, numbers) => {
  const typed = withType(text, readShape(text, catalogue), 'numeric');
  expect([...typed.matchAll(/\$(\d+)::numeric/g)].map(([, number]) => Number(number))).toEqual(
    numbers,
  );
  expect(typed.replaceAll('::numeric', '')).toBe(text);
});
