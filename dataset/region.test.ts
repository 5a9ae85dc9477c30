import { describe, expect, it } from 'vitest';
import { consecutiveRegionCodes, regionCodes } from './region';

describe('regionCodes', () => {
  it('starts with the three named ones and numbers the others', () => {
    expect(regionCodes(5)).toEqual([
      'region_north',
      'region_south',
      'region_central',
      'region_65',
      'region_30',
    ]);
    expect(regionCodes(1)).toEqual(['region_north']);
  });

  it('never repeats', () => {
    expect(new Set(regionCodes(1000)).size).toBe(1000);
  });
});

it('knows the codes of tables that were loaded with consecutive numbers', () => {
  expect(consecutiveRegionCodes(5).slice(2)).toEqual(['region_central', 'region_04', 'region_05']);
});
