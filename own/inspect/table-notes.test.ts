import { expect, it } from 'vitest';
import { profileOf } from '../schema.fixture';
import { tableNotes } from './table-notes';

it('names tables of which something was not seen', () => {
  const { tables } = profileOf({
    plain: { columns: ['id'] },
    hidden: { columns: ['id'] },
    secured: { columns: ['id'] },
    fresh: { columns: ['id'] },
    empty: { columns: ['id'], rows: 0 },
    bag: { columns: ['id'], primary: [] },
    part: { columns: ['id'], primary: [], partitionOf: 'public.plain' },
  });
  const seen = tables.map((table) => ({
    table: {
      ...table,
      ...(/fresh|secured/.test(table.name) && {
        columns: table.columns.map((column) => ({ ...column, statistics: null })),
      }),
    },
    isReadable: table.name !== 'public.hidden',
    isFiltered: table.name === 'public.secured',
  }));
  expect(tableNotes(seen)).toEqual([
    'public.hidden: this role can read neither rows nor statistics of columns: GRANT pg_read_all_data',
    'public.secured: row security hides statistics of columns: take a role with BYPASSRLS',
    'public.fresh: never analysed: ANALYZE',
    'public.bag: without a key',
  ]);
});
