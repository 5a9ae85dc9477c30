import { loadModule } from 'libpg-query';
import { beforeAll, expect, it } from 'vitest';
import { keptStatements } from './kept-statements';

beforeAll(loadModule);

it('tells what was called between two readings', () => {
  const read = (id: string, calls: number, text: string | null = null) => ({
    ...{ id, text, calls, rows: 2 * calls, ms: 3 * calls },
  });
  const kept = keptStatements(
    [read('same', 10), read('reset', 50)],
    [read('same', 15, 'SELECT 1 /* ada */'), read('reset', 4), read('new', 7, 'VACUUM t')],
  );
  expect(kept).toEqual([
    {
      ...{ id: 'same', text: 'SELECT $1', instead: null },
      total: { calls: 15, rows: 30, ms: 45 },
      interval: { calls: 5, rows: 10, ms: 15 },
    },
    {
      ...{ id: 'new', text: null, instead: 'vacuum' },
      total: { calls: 7, rows: 14, ms: 21 },
      interval: { calls: 7, rows: 14, ms: 21 },
    },
    {
      ...{ id: 'reset', text: null, instead: 'the server has lost its text' },
      total: { calls: 4, rows: 8, ms: 12 },
      interval: { calls: 4, rows: 8, ms: 12 },
    },
  ]);
});

it('takes those of one text for one, whatever types their constants were of', () => {
  const read = (id: string, calls: number) => ({
    ...{ id, text: 'INSERT INTO t VALUES ($1)', calls, rows: calls, ms: calls },
  });
  const kept = keptStatements([read('small', 1)], [read('small', 3), read('large', 5)]);
  const [calls, since] = [8, 7];
  expect(kept).toEqual([
    {
      ...{ id: 'small', text: 'INSERT INTO t VALUES ($1)', instead: null },
      total: { calls, rows: calls, ms: calls },
      interval: { calls: since, rows: since, ms: since },
    },
  ]);
});
