import { describe, expect, it } from 'vitest';
import { isGeneratorBound, usableCores } from './generator-bound';

describe('the cores that a load generator can use', () => {
  it.each([
    { vus: 8, goMaxProcs: undefined, available: 4, cores: 4 },
    { vus: 2, goMaxProcs: undefined, available: 16, cores: 2 },
    { vus: 8, goMaxProcs: '3', available: 16, cores: 3 },
    { vus: 8, goMaxProcs: '', available: 16, cores: 8 },
    { vus: 8, goMaxProcs: 'many', available: 16, cores: 8 },
  ])('are $cores with $vus users, $available cores and GOMAXPROCS $goMaxProcs', (example) => {
    const { vus, goMaxProcs, available, cores } = example;
    expect(usableCores(vus, goMaxProcs ?? '', available)).toBe(cores);
  });
});

describe('a generator', () => {
  it('is bound above 80 % of its cores', () => {
    expect(isGeneratorBound(320, 4)).toBe(false);
    expect(isGeneratorBound(321, 4)).toBe(true);
    expect(isGeneratorBound(81, 1)).toBe(true);
  });

  it('is neither where its CPU is not known', () => {
    expect(isGeneratorBound(null, 4)).toBeNull();
  });
});
