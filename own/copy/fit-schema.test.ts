import { describe, expect, it } from 'vitest';
import type { DumpEntry } from '../../export/dump-entries';
import { exportedTable, exportOf } from '../../export/exports.fixture';
import { profileOf } from '../schema.fixture';
import { fitSchema } from './fit-schema';

const entry = (type: string, name: string, sql: string): DumpEntry => ({
  ...{ type, name, sql, schema: 'public' },
});
const byTenant = { column: 'tenant_id', colocation: 'tenant_id bigint' };

const { tables } = profileOf({
  orders: { columns: ['id', 'tenant_id'], triggers: ['changed'] },
  lines: {
    columns: ['id', 'tenant_id', 'order_id', 'country_id'],
    references: ['order_id > orders.id', 'country_id > countries.id'],
  },
  countries: { columns: ['id', 'product_id'], references: ['product_id > orders.id'] },
  vips: { columns: ['id', 'tenant_id', 'discount'], primary: [], inherits: ['public.orders'] },
  events: { columns: ['tenant_id', 'at'], primary: [], kind: 'partitioned' },
  events_1: { columns: ['at', 'tenant_id'], primary: [], partitionOf: 'public.events' },
});
const manifest = exportOf('postgres', [
  exportedTable('orders', byTenant),
  exportedTable('lines', byTenant),
  exportedTable('countries', { kind: 'reference', column: null, shards: null }),
  exportedTable('vips', byTenant),
  exportedTable('events', byTenant),
  exportedTable('events_1', {
    ...byTenant,
    ...{ isPartition: true, rows: 2, hash: '-7' },
    files: [{ file: 'data/6', shard: null, rows: 2, bytes: 9, sha256: 'f'.repeat(64) }],
  }),
]);
const PRE = [
  entry(
    'TABLE',
    'vips',
    'CREATE TABLE public.vips (\n    discount bigint NOT NULL\n)\nINHERITS (public.orders);',
  ),
  entry(
    'TABLE',
    'events',
    'CREATE TABLE public.events (\n    tenant_id bigint,\n    at bigint\n)\nPARTITION BY RANGE (at);',
  ),
  entry(
    'TABLE',
    'events_1',
    'CREATE TABLE public.events_1 (\n    at bigint,\n    tenant_id bigint\n);',
  ),
  entry('TABLE ATTACH', 'events_1', 'ALTER TABLE ONLY public.events ATTACH PARTITION …'),
];
const POST = [
  entry(
    'CONSTRAINT',
    'orders orders_pkey',
    'ALTER TABLE ONLY public.orders\n    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);',
  ),
  entry('TRIGGER', 'orders changed', 'CREATE TRIGGER changed …'),
  entry(
    'FK CONSTRAINT',
    'lines lines_fk0',
    'ALTER TABLE ONLY public.lines\n    ADD CONSTRAINT lines_fk0 FOREIGN KEY (order_id) REFERENCES public.orders(id) ON DELETE SET NULL;',
  ),
  entry(
    'FK CONSTRAINT',
    'lines lines_fk1',
    'ALTER TABLE ONLY public.lines ADD CONSTRAINT lines_fk1 FOREIGN KEY (country_id) REFERENCES public.countries(id) ON DELETE SET NULL;',
  ),
  entry('FK CONSTRAINT', 'countries countries_fk0', 'ALTER TABLE ONLY public.countries …'),
];
const fitted = (engine: 'citus' | 'native') =>
  fitSchema({ manifest, preData: PRE, postData: POST }, tables, engine);

describe('for Citus', () => {
  const { preData, postData, changed, manifest: fit } = fitted('citus');

  it('widens keys and foreign keys by the distribution column', () => {
    expect(postData.map(({ sql }) => sql.replace(/\s+/g, ' '))).toEqual([
      'ALTER TABLE ONLY public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY ("tenant_id", id);',
      'ALTER TABLE ONLY public.lines ADD CONSTRAINT lines_fk0 FOREIGN KEY ("tenant_id", order_id) REFERENCES public.orders("tenant_id", id);',
      'ALTER TABLE ONLY public.lines ADD CONSTRAINT lines_fk1 FOREIGN KEY (country_id) REFERENCES public.countries(id) ON DELETE SET NULL;',
    ]);
  });

  it('makes a table that inherits one of its own, and leaves one level of partitions', () => {
    expect(preData[0]?.sql).toBe(
      'CREATE TABLE public.vips (\n    LIKE "public"."orders" INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED,\n    discount bigint NOT NULL\n);',
    );
    expect(preData.slice(1)).toEqual(PRE.slice(1));
    expect(fit.tables).toHaveLength(6);
  });

  it('tells what is otherwise', () => {
    expect(changed).toEqual([
      'public.vips: a table of its own, and no part of public.orders',
      'public.orders: primary key orders_pkey (id) is (tenant_id, id)',
      'trigger of orders changed: left out',
      'public.lines: foreign key lines_fk0 (order_id) lacks tenant_id: has tenant_id before them',
      'public.countries: foreign key countries_fk0 of a reference table to public.orders, which is distributed: left out',
    ]);
  });
});

it('merges partitions for engine native, with their rows', () => {
  const { preData, manifest: fit, changed } = fitted('native');
  expect(preData.map(({ name }) => name)).toEqual(['vips', 'events']);
  expect(preData[1]?.sql).toBe(
    'CREATE TABLE public.events (\n    tenant_id bigint,\n    at bigint\n);',
  );
  expect(fit.tables.at(-1)).toMatchObject({
    ...{ name: 'events', rows: 2, hash: '-7', files: [{ file: 'data/6' }] },
  });
  expect(changed[0]).toBe('public.events: its partitions are one table');
});
