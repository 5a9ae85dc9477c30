import { describe, expect, it } from 'vitest';
import { profileOf, type TableWords } from '../../schema.fixture';
import { citusRefusals } from './citus-refusals';
import { nativeRefusals } from './native-refusals';
import type { Placement, TablePlace } from '../placement';

const BY_TENANT: TablePlace = { kind: 'distributed', column: 'tenant_id', group: 'tenant_id' };

const PLACES: Readonly<Record<string, TablePlace>> = {
  'public.tenants': { kind: 'distributed', column: 'id', group: 'tenant_id' },
  'public.countries': { kind: 'reference', because: 'small' },
  'public.jobs': { kind: 'local', because: 'alone' },
  'public.parts': { kind: 'distributed', column: 'id', group: 'part_id' },
};

/** A table `orders` by tenant among others, whose first foreign key is changed by `action`. */
function refusals(words: Partial<TableWords>, others: Readonly<Record<string, TableWords>> = {}) {
  const { tables } = profileOf({
    tenants: { columns: ['id'] },
    customers: { columns: ['tenant_id', 'id'], primary: ['tenant_id', 'id'] },
    orders: { columns: ['tenant_id', 'id'], primary: ['tenant_id', 'id'], ...words },
    ...others,
  });
  const placement: Placement = new Map(tables.map(({ name }) => [name, PLACES[name] ?? BY_TENANT]));
  const told = [...citusRefusals(tables, placement), ...nativeRefusals(tables, placement)];
  const by = (engine: string) =>
    told
      .filter((one) => one.engine === engine)
      .map(({ table, what }) => `${table.slice(7)}: ${what}`);
  return { citus: by('citus'), native: by('native') };
}

const keyed = (kind: 'unique' | 'exclusion', ...columns: (string | null)[]) => ({
  keys: [{ name: 'k', kind, columns }],
});

describe('what Citus refuses', () => {
  it.each<[string, Partial<TableWords>, string]>([
    ['a primary key', { primary: ['id'] }, 'primary key orders_pkey (id) lacks tenant_id'],
    [
      'a unique key',
      keyed('unique', 'id', null),
      'unique key k (id, an expression) lacks tenant_id',
    ],
    ['an exclusion', keyed('exclusion', 'id'), 'exclusion key k (id) lacks tenant_id'],
    ['a trigger', { triggers: ['t'] }, 'trigger t'],
    ['a rule', { rules: ['r'] }, "rule r, which can't reach another distributed table"],
    ['inheritance', { inherits: ['public.base'] }, 'inherits with public.base'],
    [
      'an identity',
      { columns: ['tenant_id', 'id integer identity'] },
      'identity column id is integer, and has numbers on the coordinator alone',
    ],
    [
      'a foreign key without the tenant',
      { columns: ['tenant_id', 'id', 'customer_id'], references: ['customer_id > customers.id'] },
      'foreign key orders_fk0 (customer_id) lacks tenant_id',
    ],
  ])('%s', (_, words, what) => {
    expect(refusals(words).citus).toEqual([`orders: ${what}`]);
  });

  it('foreign keys to what is elsewhere', () => {
    const words = {
      columns: ['tenant_id', 'id', 'part_id', 'job_id'],
      references: ['part_id > parts.id', 'job_id > jobs.id'],
    };
    const others = { parts: { columns: ['id'] }, jobs: { columns: ['id'] } };
    expect(refusals(words, others).citus).toEqual([
      'orders: foreign key orders_fk0 to public.parts, which is distributed by id',
      'orders: foreign key orders_fk1 to public.jobs, which stays on the coordinator',
    ]);
  });

  it('a foreign key of a reference table, and of one on the coordinator, to a distributed one', () => {
    const others = {
      countries: { columns: ['id', 'tenant_id'], references: ['tenant_id > tenants.id'] },
      jobs: { columns: ['id', 'tenant_id'], references: ['tenant_id > tenants.id'] },
    };
    expect(refusals({}, others).citus).toEqual([
      'countries: foreign key countries_fk0 of a reference table to public.tenants, which is distributed',
      'jobs: foreign key jobs_fk0 of a local table to public.tenants, which is distributed',
    ]);
  });

  it('changes over the tenant, a parent of others, and another type', () => {
    const tables = (words: Partial<TableWords>) =>
      refusals(
        { ...words, columns: ['tenant_id', 'id'] },
        {
          heirs: { columns: ['tenant_id integer', 'id'], primary: [], inherits: ['public.orders'] },
        },
      );
    expect(tables({}).citus).toEqual([
      'orders: inherits with public.heirs',
      'heirs: inherits with public.orders',
      'heirs: tenant_id is integer, and bigint in most tables of its group',
    ]);
  });

  it.each([
    ['onDelete', 'set null', 'ON DELETE SET NULL'],
    ['onUpdate', 'cascade', 'ON UPDATE CASCADE'],
  ] as const)('a foreign key that changes the tenant: %s %s', (when, action, words) => {
    const [table] = profileOf({
      orders: { columns: ['tenant_id', 'id'], primary: [], references: ['tenant_id > tenants.id'] },
    }).tables;
    const foreignKeys = (table?.foreignKeys ?? []).map((key) => ({ ...key, [when]: action }));
    const placement = new Map([...Object.entries(PLACES), ['public.orders', BY_TENANT] as const]);
    const told = table && citusRefusals([{ ...table, foreignKeys }], placement);
    expect(told?.map(({ what }) => what)).toEqual([
      `foreign key orders_fk0 ${words} over tenant_id`,
    ]);
  });

  it('partitions of partitions', () => {
    const columns = ['tenant_id', 'id'];
    const others = {
      orders_1: { columns, primary: [], partitionOf: 'public.orders', kind: 'partitioned' },
      orders_1_1: { columns, primary: [], partitionOf: 'public.orders_1' },
    } as const;
    expect(refusals({ kind: 'partitioned' }, others).citus).toEqual([
      'orders: its partitions have partitions',
    ]);
  });
});

describe('what Citus takes', () => {
  it.each<[string, Partial<TableWords>]>([
    ['keys with the tenant', keyed('unique', 'id', 'tenant_id')],
    ['a foreign key to the tenants', { references: ['tenant_id > tenants.id'] }],
    ['one with the tenant', { references: ['tenant_id, id > customers.tenant_id, id'] }],
    ['a bigint identity', { columns: ['tenant_id', 'id bigint identity'] }],
  ])('%s', (_, words) => {
    expect(refusals(words).citus).toEqual([]);
  });
});

it('tells what engine native lacks', () => {
  const words: Partial<TableWords> = {
    primary: ['id'],
    columns: ['tenant_id', 'id bigint identity'],
    references: ['tenant_id > tenants.id'],
    ...{ triggers: ['t'], rules: ['r'], policies: ['p'], kind: 'partitioned' },
  };
  expect(refusals(words).native).toEqual([
    'orders: foreign key orders_fk0 from a sharded table',
    'orders: it is partitioned besides',
    'orders: primary key orders_pkey (id) lacks tenant_id',
    'orders: trigger t',
    'orders: rule r',
    'orders: policy p',
    'orders: identity column id',
  ]);
});
