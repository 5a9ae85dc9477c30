import { describe, expect, it } from 'vitest';
import { fieldValue, recordText, RowSum } from './row-sum';

describe('recordText', () => {
  it.each([
    ['1\ttwo\t\\N', '(1,two,)'],
    ['two words\t', '("two words","")'],
    ['say "x"\t(a,b)', '("say ""x""","(a,b)")'],
    ['a\\tb\\nc\t\\\\x0a', '("a\tb\nc","\\\\x0a")'],
  ])('writes %j as PostgreSQL does', (line, text) => {
    expect(recordText(line.split('\t'))).toBe(text);
  });
});

it('reads what COPY escapes', () => {
  expect(fieldValue('a\\\\b\\r\\vc')).toBe('a\\b\r\vc');
});

describe('RowSum', () => {
  // SELECT hashtextextended(…, 0) of PostgreSQL 17.
  it.each([
    ['', -6939563903564495251n],
    ['a', 3591986179850072241n],
    ['(1,"two words",)', 1363302152943841783n],
    ['(42,"Zoë",2026-11-28,t,"a longer one of more than twelve")', 1100598003525851965n],
  ])('hashes %j', (text, hash) => {
    const sum = new RowSum();
    sum.add(Buffer.from(text).toString('latin1'));
    expect(sum.hash).toBe(hash);
  });

  it('is the same in any order', () => {
    const [one, other] = [new RowSum(), new RowSum()];
    for (const text of ['(1,a)', '(2,b)', '(3,c)']) one.add(text);
    for (const text of ['(3,c)', '(1,a)', '(2,b)']) other.add(text);
    expect(one.hash).toBe(other.hash);
    expect(one.rows).toBe(3);
  });
});
