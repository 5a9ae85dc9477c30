import { expect, it } from 'vitest';
import { markdownTable } from './markdown-table';

it('has columns as wide as their widest cell, and no cell ends one', () => {
  expect(markdownTable(['a', 'wide'], [['x | y'], ['z', '1']]).split('\n')).toEqual([
    '| a      | wide |',
    '| ------ | ---- |',
    '| x \\| y |      |',
    '| z      | 1    |',
  ]);
});
