import { expect, it } from 'vitest';
import { AmountLeft } from './amount-left';

it('tells how far it is, how fast, and how long still', () => {
  let now = 0;
  const amount = new AmountLeft(10 * 1024 ** 2, () => now);
  expect(amount.text).toBe('0 B of 10.0 MiB');
  now = 2000;
  amount.add(4 * 1024 ** 2);
  expect(amount.text).toBe('4.0 MiB of 10.0 MiB, 2.0 MiB/s, 3.0 s left');
});
