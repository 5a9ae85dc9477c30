import { parse } from 'yaml';
import { expect, it } from 'vitest';
import { makePlan } from './make-plan';
import { PLANTED } from './planted.fixture';

const [SHOP] = PLANTED;
const SIZE = { workers: 3, shards: 12 };

it('is a file to edit, and a table to read', async () => {
  if (SHOP === undefined) throw new Error('no fixture');
  const statements = {
    ...SHOP.profile.statements,
    list: [
      ...SHOP.profile.statements.list,
      { ...SHOP.profile.statements.list[6], id: 'x', text: null, instead: 'vacuum' } as never,
      { ...SHOP.profile.statements.list[5], id: 'y', text: 'SELECT FROM (' } as never,
    ],
  };
  const { text, lines } = await makePlan(
    { ...SHOP.profile, statements, notes: ['t: without a key'] },
    SIZE,
  );
  const plan = parse(text);
  expect(plan).toMatchObject({
    source: 'app@db:5432/shop',
    workers: 3,
    verdict: 'not yet',
    remarks: [
      expect.stringMatching(/of the time is not planned for: vacuum$/),
      expect.stringMatching(/of the time is not planned for: the parser does not read it$/),
      't: without a key',
    ],
    proposals: [{ key: 'company_id' }, {}, {}],
  });
  expect(plan.proposals[0]).toMatchObject({
    tables: {
      'public.companies': { kind: 'distributed', column: 'id', group: 'company_id' },
      'public.countries': { kind: 'local', because: 'joined to no distributed table' },
    },
    statements: [{ is: 'all shards', text: 'SELECT status, count(*) FROM orders GROUP BY status' }],
  });
  expect(plan.proposals[0].changes.citus).toContain(
    'public.orders: primary key orders_pkey (id) lacks company_id; make it (company_id, id); it is then unique for each company_id alone',
  );
  expect(lines).toMatch(/^1 {2}company_id {2}94 % +6 % /m);
  expect(lines).toMatch(/^public\.orders +by company_id, with company_id$/m);
  expect(lines).toMatch(/^- 6 % asks all shards: 1 statement, most of it SELECT status/m);
});

it('says what it goes by where there are no statements', async () => {
  if (SHOP === undefined) throw new Error('no fixture');
  const statements = { ...SHOP.profile.statements, list: [] };
  const { lines } = await makePlan({ ...SHOP.profile, statements }, SIZE);
  expect(lines).toMatch(/^1 {2}company_id/m);
  expect(lines).toContain('the plan goes by foreign keys and names alone');
});
