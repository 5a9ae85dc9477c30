import { describe, expect, it } from 'vitest';
import { autoname } from './autoname';

describe('autoname', () => {
  it('is the same for the same seed, and another for another', () => {
    const seed = new Uint8Array([1, 2, 3]);
    expect(autoname('db', seed)).toMatch(/^db-[0-9a-f]{7}$/);
    expect(autoname('db', seed)).toBe(autoname('db', seed));
    expect(autoname('db', new Uint8Array([4]))).not.toBe(autoname('db', seed));
  });
});
