import { expect, it } from 'vitest';
import { percent } from './percent';

it.each([
  [0, '0 %'],
  [0.001, '<1 %'],
  [0.034, '3 %'],
  [1, '100 %'],
])('%d is %s', (share, text) => {
  expect(percent(share)).toBe(text);
});
