import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { compressionFor } from './compression';

it.each([
  ['a table that the disk has room for many times', 2 ** 20, 0],
  ['one that would fill it', 2 ** 60, 1],
])('of %s', async (_, bytes, level) => {
  expect(await compressionFor(tmpdir(), bytes)).toBe(level);
});
