import { expect, it } from 'vitest';
import { maskWith } from './mask';

const mask = maskWith(Buffer.from('a key'));

it('keeps length, case and punctuation', () => {
  expect(mask('Jean-Luc.12@Example.org')).toMatch(
    /^[A-Z][a-z]{3}-[A-Z][a-z]{2}\.\d\d@[A-Z][a-z]{6}\.[a-z]{3}$/,
  );
  expect(mask('Jean-Luc.12@Example.org')).not.toBe('Jean-Luc.12@Example.org');
});

it('keeps the bytes of letters that others have', () => {
  const value = 'Zoë Łukasz 東京 🙂';
  expect(Buffer.byteLength(mask(value))).toBe(Buffer.byteLength(value));
  expect([...mask(value)]).toHaveLength([...value].length);
});

it('makes equal values equal, and different ones different', () => {
  const values = Array.from({ length: 5000 }, (_, n) => `user${n}`);
  expect(new Set(values.map(mask)).size).toBe(5000);
  expect(mask('user7')).toBe(mask('user7'));
  const countries = Array.from({ length: 676 }, (_, n) =>
    String.fromCharCode(65 + (n % 26), 65 + Math.floor(n / 26)),
  );
  expect(new Set(countries.map(mask)).size).toBe(676);
});

it('masks alike what differs by case alone', () => {
  expect(mask('ANNA').toLowerCase()).toBe(mask('anna'));
});

it('goes by the key', () => {
  expect(maskWith(Buffer.from('another'))('customer7@example.org')).not.toBe(
    mask('customer7@example.org'),
  );
});

it('leaves what has neither letter nor digit', () => {
  expect(mask('')).toBe('');
  expect(mask('--')).toBe('--');
});
