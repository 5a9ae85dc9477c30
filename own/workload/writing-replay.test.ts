import { loadModule } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { profileOf } from '../schema.fixture';
import { Catalogue } from '../statements/catalogue';
import { readShape } from '../statements/read-shape';
import { writingReplay } from './writing-replay';

const profile = profileOf({
  orders: {
    columns: ['id default', 'tenant_id', 'note text null'],
    references: ['tenant_id > tenants.id'],
  },
  tenants: { columns: ['id'] },
  lines: {
    columns: ['order_id', 'number integer', 'what text'],
    primary: ['order_id', 'number'],
    references: ['order_id > orders.id'],
  },
  links: {
    columns: ['a', 'b'],
    primary: ['a', 'b'],
    references: ['a > orders.id', 'b > tenants.id'],
  },
  events: { columns: ['tenant_id', 'at timestamptz', 'what text'], primary: [] },
  days: { columns: ['day date'], primary: ['day'] },
});
const tables = new Map(profile.tables.map((table) => [table.name, table]));

beforeAll(() => loadModule());

const replay = (text: string, parameters = 2) =>
  writingReplay(text, { shape: readShape(text, new Catalogue(profile)), parameters }, tables);

describe('an INSERT', () => {
  it('renews a column of the key that is no reference, and goes by the key', () => {
    expect(replay('INSERT INTO lines VALUES ($1, $2, $3)')).toEqual({
      fresh: [{ index: 1, kind: 'integer', length: null }],
      undo: {
        sql: 'DELETE FROM "public"."lines" WHERE ("order_id" = $1 AND "number" = $2)',
        indexes: [0, 1],
      },
    });
  });

  it('goes by the newest of a key that the server makes', () => {
    expect(replay('INSERT INTO orders (tenant_id, note) VALUES ($1, $2)')).toEqual({
      fresh: [],
      undo: {
        sql: 'DELETE FROM "public"."orders" WHERE ("tenant_id" = $1 AND "id" = (SELECT "id" FROM "public"."orders" WHERE "tenant_id" = $1 ORDER BY "id" DESC LIMIT 1))',
        indexes: [0],
      },
    });
  });

  it('marks a row of a table without a key', () => {
    expect(replay('INSERT INTO events VALUES ($1, now(), $2)')).toMatchObject({
      fresh: [{ index: 1, kind: 'text' }],
      undo: { indexes: [0, 1] },
    });
    expect(replay('INSERT INTO events (tenant_id, at) VALUES ($1, now())')).toMatchObject({
      undo: null,
      grows: 'public.events',
    });
  });

  it('of several rows renews each', () => {
    expect(replay('INSERT INTO lines VALUES ($1, $2, $3), ($4, $5, $6)')).toMatchObject({
      fresh: [{ index: 1 }, { index: 4 }],
      undo: { sql: expect.stringContaining(' OR ') as string, indexes: [0, 1, 3, 4] },
    });
  });

  it('with ON CONFLICT meets rows that are there', () => {
    expect(replay('INSERT INTO lines VALUES ($1, $2, $3) ON CONFLICT DO NOTHING')).toEqual({
      fresh: [],
      undo: null,
    });
  });
});

it('a DELETE puts back what no other row names', () => {
  expect(replay('DELETE FROM orders o WHERE o.tenant_id = $1 AND o.id = $2')).toMatchObject({
    condition:
      'NOT EXISTS (SELECT FROM "public"."lines" c WHERE c."order_id" = o."id") AND NOT EXISTS (SELECT FROM "public"."links" c WHERE c."a" = o."id")',
    undo: {
      indexes: [2],
      sql: expect.stringMatching(/^INSERT INTO .*ON CONFLICT DO NOTHING$/s) as string,
    },
  });
});

it.each([
  ['INSERT INTO links VALUES ($1, $2)', /no column of key links_pkey/],
  ['INSERT INTO days VALUES ($1)', /no column of key days_pkey/],
  ['INSERT INTO orders (tenant_id) SELECT id FROM tenants WHERE id = $1', /comes from a query/],
  ['WITH d AS (DELETE FROM orders WHERE id = $1 RETURNING id) SELECT * FROM d', /in its WITH/],
  ['DELETE FROM orders USING tenants t WHERE tenant_id = t.id AND t.id = $1', /other tables/],
])('%s is not replayed', (text, why) => {
  expect(replay(text)).toMatchObject({ why: expect.stringMatching(why) as string });
});
