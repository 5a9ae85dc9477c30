import { describe, expect, it } from 'vitest';
import { splitStatements } from './split-statements';

describe('splitStatements', () => {
  it('splits at semicolons and drops what holds only comments', () => {
    expect(splitStatements('SELECT 1;\n\nSELECT 2;\n-- the end\n')).toEqual([
      'SELECT 1',
      'SELECT 2',
    ]);
  });

  it.each([
    ["SELECT ';', 'it''s;'"],
    ['SELECT ";"'],
    ['DO $$ BEGIN; END $$'],
    ['DO $body$ SELECT $$;$$; $body$'],
    ['SELECT 1 -- not; here\n + 1'],
    ['SELECT /* nor; here */ 1'],
  ])('keeps %s in one piece', (sql) => {
    expect(splitStatements(`${sql};SELECT 2`)).toEqual([sql, 'SELECT 2']);
  });
});
