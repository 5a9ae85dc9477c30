import { expect, it } from 'vitest';
import { patternOf, PATTERNS_TO_TRY } from './patterns';

it('makes patterns of a value that it matches, the narrowest first', () => {
  expect(PATTERNS_TO_TRY.map((form) => patternOf(form, 'green metal_5%'))).toEqual([
    'green metal\\_5\\%',
    'green%',
    '%green%',
    '%',
  ]);
});

it('takes a value without a word as it comes', () => {
  expect(PATTERNS_TO_TRY.map((form) => patternOf(form, '$&'))).toEqual(['$&', '%', '%%', '%']);
});
