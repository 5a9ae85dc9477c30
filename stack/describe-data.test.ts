import { describe, expect, it } from 'vitest';
import { describeTables } from './describe-data';

describe('describeTables', () => {
  it('names the tables with the most rows first, and counts those beyond ten', () => {
    const tables = Array.from({ length: 12 }, (_, n) => ({ name: `t${n}`, rows: n * 1000.4 }));
    expect(describeTables(tables, ['database app (8 MB)'])).toMatch(
      /^t11 \(about 11,004 rows\), .*t2 \(about 2,001 rows\), 2 more tables, database app \(8 MB\)$/,
    );
    expect(describeTables([])).toBe('no table');
  });
});
