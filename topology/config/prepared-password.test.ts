import { describe, expect, it } from 'vitest';
import { isReadAlike, preparedPassword } from './prepared-password';

describe('preparedPassword', () => {
  it.each([
    ['an ASCII one as it is', ' pa%ss @:/#\'"\\\u0001', ' pa%ss @:/#\'"\\\u0001'],
    ['another space as a space', 'a\u00a0b\u3000c', 'a b c'],
    ['nothing for a soft hyphen', 'I\u00adX', 'IX'],
    ['the compatible form', '\uff41\u2168\ufb01', 'aIXfi'],
    ['a composed letter', 'e\u0301', '\u00e9'],
    ['right to left alone', '\u05d0\u00a0\u05d1', '\u05d0 \u05d1'],
    ['an emoji, which Unicode 3.2 did not have, as it is', 'a\u00a0😀', 'a\u00a0😀'],
    ['a mixture of directions as it is', '\u05d0\uff41', '\u05d0\uff41'],
    ['a control character as it is', '\u00e9\uff41\u0007', '\u00e9\uff41\u0007'],
    ['a compatible form that Unicode 3.2 did not have as it is', '\u32ff', '\u32ff'],
    ['what would be nothing as it is', '\u00ad', '\u00ad'],
  ])('takes %s', (_what, password, prepared) => {
    expect(preparedPassword(password)).toBe(prepared);
    expect(preparedPassword(prepared)).toBe(prepared);
  });
});

describe('isReadAlike', () => {
  it.each([
    ['pencil', true],
    ['pass😀', true],
    ['\u05d0b', true],
    ['a\u00a0😀', false],
    ['\u32ff', false],
    ['\u05d0\uff41', false],
  ])('%s: %s', (password, alike) => {
    expect(isReadAlike(preparedPassword(password))).toBe(alike);
  });
});
