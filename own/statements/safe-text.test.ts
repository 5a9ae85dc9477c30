import { loadModule } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { safeText } from './safe-text';

beforeAll(loadModule);

describe('safeText', () => {
  it.each([
    ["SELECT * FROM t WHERE a = $1 AND b = 'Ada'", 'SELECT * FROM t WHERE a = $1 AND b = $2'],
    ['SELECT a /* user=ada */ FROM t -- ada\n WHERE ü = $1', 'SELECT a FROM t WHERE ü = $1'],
    ['SELECT a/**/FROM t;', 'SELECT a FROM t'],
    [
      "SELECT date $1, interval '1 day', x::numeric(3, 2)",
      'SELECT date $1, interval $2, x::numeric(3, 2)',
    ],
    ['SELECT * FROM t WHERE a IN ($1 /*, ... */)', 'SELECT * FROM t WHERE a IN ($1, $1)'],
    ["SELECT $$Ada$$, b'101', E'Ada'", 'SELECT $1, $2, $3'],
    [
      "SELECT json_value(a, '$.name'), extract(year from b)",
      'SELECT json_value(a, $1), extract($2 from b)',
    ],
  ])('%s', (text, safe) => {
    expect(safeText(text)).toEqual({ text: safe });
  });

  it.each([
    [null, 'the server has lost its text'],
    ['<insufficient privilege>', 'it is hidden from this role'],
    ["ALTER ROLE ada PASSWORD 'secret'", 'alter role'],
    ["CREATE TABLE t AS SELECT 'Ada'", 'create table as'],
    ["SELECT * FROM t WHERE name = 'Ad", 'the parser does not read it'],
    ['SAVEPOINT $1', 'the parser does not read it'],
    ['SELECT 1; SELECT 2', 'several statements'],
  ])('%s: %s', (text, instead) => {
    expect(safeText(text)).toEqual({ instead });
  });
});
