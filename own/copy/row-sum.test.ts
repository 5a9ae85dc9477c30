import { expect, it } from 'vitest';
import { RowSum } from './row-sum';

/** Of rows in COPY's text format. */
function sumOf(...rows: readonly string[]): RowSum {
  const sum = new RowSum();
  for (const row of rows) sum.add(Buffer.from(row));
  return sum;
}

// hashtextextended('(1,"two words",)', 0), and so on.
it.each([
  ['1\ttwo words\t\\N\n', 1363302152943841783n],
  ['\tx\n', 6661121973706834128n],
  ['say "x"\t(a,b)\n', 7346535960595368825n],
  ['a\\tb\\nc\t\\\\x0a\n', 7172740563374639863n],
  ['42\tZoë\t2026-11-28\tt\ta longer one of more than twelve\n', 176834152484918214n],
])('hashes %j as PostgreSQL does', (row, hash) => {
  expect(sumOf(row).hash).toBe(hash);
});

it('is the same in any order and division', () => {
  const one = sumOf('1\ta\n', '2\tb\n', '3\tc\n');
  const other = sumOf('3\tc\n1\ta\n2\tb\n');
  expect(one.hash).toBe(other.hash);
  expect([one.rows, other.rows]).toEqual([3, 3]);
});

it('takes rows of any length', () => {
  const long = `1\t${'"'.repeat(200_000)}\n`;
  expect(sumOf(long, '2\tb\n').hash).toBe(sumOf(long).hash + sumOf('2\tb\n').hash);
});
