import { expect, it } from 'vitest';
import { resultHash } from './result-hash';

it('is the same in whichever order rows come, and of no others', () => {
  const rows = [
    ['1', null],
    ['2', 'null'],
    ['2', 'null'],
  ];
  expect(resultHash([...rows].reverse())).toBe(resultHash(rows));
  expect(resultHash(rows.slice(1))).not.toBe(resultHash(rows));
  expect(resultHash([['1', 'null'], ...rows.slice(1)])).not.toBe(resultHash(rows));
});
