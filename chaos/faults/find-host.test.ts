import { describe, expect, it } from 'vitest';
import { leaderAddress } from './find-host';
import { mostOften } from './most-often';

describe('leaderAddress', () => {
  it('is that of the member that leads, among warnings of members that do not answer', () => {
    const output = [
      '{"level":"warn","msg":"retrying of unary invoker failed"}',
      'https://10.0.0.1:20000, 6ca4042f1b217fe5, 3.5.16, 98 kB, false, false, 3, 120, 120, ',
      'https://10.0.0.2:20000, 7bc9d4ab1c0c6f2a, 3.5.16, 98 kB, true, false, 3, 120, 120, ',
    ].join('\n');
    expect(leaderAddress(output)).toBe('10.0.0.2');
    expect(leaderAddress('no route to host')).toBeUndefined();
  });
});

describe('mostOften', () => {
  it('takes the first of several that come as often', () => {
    expect(mostOften(['h1', 'h3', 'h2', 'h3', undefined])).toBe('h3');
    expect(mostOften(['h2', 'h1'])).toBe('h2');
    expect(mostOften([undefined])).toBeUndefined();
  });
});
