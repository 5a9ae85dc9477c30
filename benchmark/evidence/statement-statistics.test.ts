import { describe, expect, it } from 'vitest';
import { MARK } from './node-session';
import {
  normaliseQuery,
  statementDifference,
  type StatementCounters,
} from './statement-statistics';

function counters(key: string, query: string, calls: number, total_ms: number): StatementCounters {
  return {
    ...{ key, query, calls, total_ms, rows: calls },
    ...{ shared_blocks_hit: 2 * calls, shared_blocks_read: 0, wal_bytes: 0 },
  };
}

describe('the difference of two readings of pg_stat_statements', () => {
  it('is what was called since, most time first', () => {
    const before = [counters('a', '', 10, 100), counters('b', '', 5, 50), counters('c', '', 1, 1)];
    const after = [
      counters('a', 'SELECT $1', 14, 108),
      counters('b', 'SELECT 2 + $1', 5, 50),
      counters('c', 'SELECT 3 + $1', 2, 31),
      counters('d', 'SELECT 4 + $1', 3, 9),
    ];
    expect(
      statementDifference(before, after).map((of) => [of.query, of.calls, of.total_ms]),
    ).toEqual([
      ['SELECT 3 + $1', 1, 30],
      ['SELECT 4 + $1', 3, 9],
      ['SELECT $1', 4, 8],
    ]);
    expect(statementDifference(before, after)[2]).toMatchObject({
      mean_ms: 2,
      shared_blocks_hit: 8,
    });
  });

  it('is all of a statement whose counters were reset', () => {
    const [only] = statementDifference([counters('a', '', 10, 100)], [counters('a', 'X', 3, 6)]);
    expect(only).toMatchObject({ calls: 3, total_ms: 6 });
  });

  it('counts the same statement on several shards as one', () => {
    const after = [102008, 102009, 102010].map((shard, i) =>
      counters(String(i), `SELECT count(*) FROM public.vehicle_locations_${shard} t`, 2, 4),
    );
    expect(statementDifference([], after)).toEqual([
      expect.objectContaining({
        query: 'SELECT count(*) FROM public.vehicle_locations_N t',
        calls: 6,
        total_ms: 12,
        mean_ms: 2,
      }),
    ]);
  });

  it('leaves out what the collectors did', () => {
    expect(statementDifference([], [counters('a', `${MARK} SELECT $1`, 3, 6)])).toEqual([]);
  });

  it('has no number where it may be of a row of somebody', () => {
    const after = [
      counters(
        'a',
        "DECLARE c1 CURSOR FOR SELECT a2 FROM t3 WHERE id = 4711 AND x = -1.5e3 AND n = 'me'",
        1,
        2,
      ),
      counters('b', 'SELECT a FROM t WHERE id = $1', 1, 1),
    ];
    expect(statementDifference([], after, { hasNumbers: false }).map(({ query }) => query)).toEqual(
      [
        "DECLARE cN CURSOR FOR SELECT a2 FROM t3 WHERE id = N AND x = -N AND n = '…'",
        'SELECT a FROM t WHERE id = $1',
      ],
    );
  });

  it('keeps the 20 that took most time', () => {
    const after = Array.from({ length: 30 }, (_, i) =>
      counters(String(i), `SELECT a${String.fromCharCode(65 + i)}`, 1, i),
    );
    const top = statementDifference([], after);
    expect(top).toHaveLength(20);
    expect(top.at(-1)?.total_ms).toBe(10);
  });
});

describe('a normalised text', () => {
  it.each([
    ["SET TimeZone TO 'UTC'", "SET TimeZone TO '…'"],
    ["SELECT 'it''s'\n  FROM   t", "SELECT '…' FROM t"],
    ['FETCH 10000 FROM c17', 'FETCH N FROM cN'],
    ["ALTER ROLE x PASSWORD 'y'", '(not shown: it may hold a password)'],
    ['PREPARE x AS SELECT $1', 'SELECT $1'],
    [
      'INSERT INTO t (a, b) VALUES ($1, f($2, $5)), ($3, f($4, $6)) RETURNING a',
      'INSERT INTO t (a, b) VALUES ($n, f($n, $n)), … RETURNING a',
    ],
    ['INSERT INTO t (a) VALUES ($1)', 'INSERT INTO t (a) VALUES ($n)'],
    ['SELECT $1 FROM worker_1', 'SELECT $1 FROM worker_1'],
  ])('of %j holds no value', (text, expected) => {
    expect(normaliseQuery(text)).toBe(expected);
  });
});
