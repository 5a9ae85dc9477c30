import { describe, expect, it } from 'vitest';
import { isPreparable } from './check-statements';
import { quoteStatement } from './quote-statement';

describe('a statement', () => {
  it.each([
    'SELECT 1',
    '  with a AS (SELECT 1) SELECT * FROM a;',
    '(SELECT 1)',
    'TABLE orders',
    // No command begins like this, so the server says that it is wrong.
    'SELEC 1',
    'settle accounts',
  ])('is asked about before the load: %s', (sql) => {
    expect(isPreparable(sql)).toBe(true);
  });

  it.each(['BEGIN; INSERT INTO a VALUES (1); COMMIT', 'COPY a FROM STDIN', ' call work()'])(
    'is not, because it takes no PREPARE: %s',
    (sql) => {
      expect(isPreparable(sql)).toBe(false);
    },
  );

  it('stands in an error on one line, not too long a one', () => {
    expect(quoteStatement('SELECT 1\n    FROM orders\n')).toBe('SELECT 1 FROM orders');
    const long = quoteStatement(`SELECT ${'1, '.repeat(1000)}1`);
    expect(long).toMatch(/^SELECT 1, .*…$/);
    expect(long.length).toBeLessThan(310);
  });
});
