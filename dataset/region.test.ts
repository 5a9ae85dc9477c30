import { describe, expect, it } from 'vitest';
import { regionCodes } from './region';

describe('regionCodes', () => {
  it('starts with the three named ones and numbers the others', () => {
    expect(regionCodes(5)).toEqual([
      'region_north',
      'region_south',
      'region_central',
      'region_04',
      'region_05',
    ]);
    expect(regionCodes(1)).toEqual(['region_north']);
  });

  it('never repeats', () => {
    expect(new Set(regionCodes(1000)).size).toBe(1000);
  });
});
