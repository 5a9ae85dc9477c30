import { loadModule } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { readLog } from './read-log';
import { transactionSets } from './transaction-sets';
import { fingerprintOf, seenTransactions } from './transactions';

beforeAll(() => loadModule());

/** Three users in turn, each in a session of its own. */
const STDERR = [1, 2, 3]
  .flatMap((user) => [
    `2026-11-28 10:00:00.1 UTC [${user}] LOG:  statement: BEGIN`,
    `2026-11-28 10:00:00.1 UTC [9] LOG:  statement: SELECT 1 FROM orders WHERE id = 4;`,
    `2026-11-28 10:00:00.2 UTC [${user}] LOG:  execute <unnamed>: SELECT *`,
    `\tFROM orders WHERE tenant_id = $1 AND id = $2`,
    `2026-11-28 10:00:00.2 UTC [${user}] DETAIL:  Parameters: $1 = '${user}', $2 = '1${user}'`,
    `2026-11-28 10:00:00.3 UTC [${user}] LOG:  duration: 0.1 ms  statement: UPDATE orders SET note = 'it''s' WHERE tenant_id = ${user}`,
    `2026-11-28 10:00:00.4 UTC [${user}] LOG:  statement: COMMIT`,
  ])
  .join('\n');

const names = () =>
  new Map(
    [
      ['find', 'SELECT * FROM orders WHERE tenant_id = $1 AND id = $2'],
      ['note', 'UPDATE orders SET note = $1 WHERE tenant_id = $2'],
      ['one', 'SELECT $1 FROM orders WHERE id = $2'],
    ].map(([name = '', text = '']) => [fingerprintOf(text) ?? '', name]),
  );

describe('a log', () => {
  it('tells which statements are one transaction, and which values are the same', () => {
    const { transactions, calls } = seenTransactions(readLog(STDERR), names());
    expect(transactions).toEqual([
      { statements: ['find', 'note'], times: 3, links: [{ from: [0, 0], to: [1, 1] }] },
    ]);
    expect(calls.get('one')).toHaveLength(3);
  });

  it('tells values that are written in the text, beside constants that stay', () => {
    const text =
      "SELECT a, count(*) FROM orders WHERE id = -5 AND note = 'it''s' GROUP BY 1 ORDER BY 2 LIMIT 10;";
    const name = new Map([[fingerprintOf(text) ?? '', 'count']]);
    const { calls } = seenTransactions(readLog(`UTC [1] LOG:  statement: ${text}`), name);
    expect([...(calls.get('count')?.[0]?.values ?? [])]).toEqual([
      [1, '-5'],
      [2, "it's"],
      [3, '10'],
    ]);
  });

  it('tells no value of a parameter that it has none of', () => {
    const text = 'SELECT * FROM orders WHERE tenant_id = $1 AND id = $2';
    const { calls } = seenTransactions(readLog(`UTC [1] LOG:  execute s1: ${text}`), names());
    expect(calls.get('find')).toEqual([{ name: 'find', values: new Map() }]);
  });

  it('of the other form tells the same', () => {
    const row = (session: string, message: string, detail = '') =>
      `2026-11-28 10:00:00 UTC,"me","shop",7,"[local]",${session},1,"SELECT",2026-11-28 UTC,3/2,0,LOG,00000,"${message}","${detail}",,,,,,,"psql","client backend",,0`;
    const log = [
      row('a.1', 'statement: SELECT ""x"", 2\nFROM t'),
      row('b.2', 'execute s1: SELECT $1', "parameters: $1 = 'it''s', $2 = NULL"),
    ].join('\n');
    expect(readLog(log)).toEqual([
      { session: 'a.1', text: 'SELECT "x", 2\nFROM t', values: new Map() },
      { session: 'b.2', text: 'SELECT $1', values: new Map([[1, "it's"]]) },
    ]);
  });
});

it('sets of a transaction agree', () => {
  const links = [{ from: [0, 0], to: [1, 1] }] as const;
  const sets = transactionSets(
    [
      [['1'], ['2'], ['3']],
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    links,
  );
  expect(sets.slice(0, 2)).toEqual([
    [['1'], ['a', '1']],
    [['2'], ['b', '2']],
  ]);
  expect(sets[2]?.[1]?.[1]).toBe('3');
});
