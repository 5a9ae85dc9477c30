import { describe, expect, it } from 'vitest';
import { selectPaths } from './path-assets';

const PATHS = ['assets/logos/logo.svg', 'src/index.js', 'src/secret.js', 'src/a+b.txt', 'top.js'];

describe('selectPaths', () => {
  it.each([
    [
      ['assets/**', 'src/**.js', '!**secret.*'],
      ['assets/logos/logo.svg', 'src/index.js'],
    ],
    [['*'], ['top.js']],
    [['src/?+?.txt'], ['src/a+b.txt']],
    [['!src/**', 'src/index.js'], ['src/index.js']],
    [[], []],
  ])('%j', (globs, expected) => {
    expect(selectPaths(PATHS, globs)).toEqual(expected);
  });
});
