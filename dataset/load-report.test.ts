import { describe, expect, it } from 'vitest';
import { copyProgress, describeLoad } from './load-report';

describe('copyProgress', () => {
  it('tells rows, rate and time left', () => {
    expect(copyProgress(250_000, 1_000_000, 5000)).toBe(
      '250,000 of 1,000,000 rows, 50,000 rows/s, 15.0 s left',
    );
  });
});

describe('describeLoad', () => {
  it('tells the time and its parts', () => {
    const times = { copyMs: 3000, indexMs: 9000, totalMs: 12_500 };
    expect(describeLoad({ rows: 1_000_000, skipped: false, ...times })).toBe(
      'loaded 1,000,000 rows in 12.5 s (copy 3.0 s, indexes and statistics 9.0 s)',
    );
  });

  it('says how to load again what was skipped', () => {
    const times = { copyMs: 0, indexMs: 0, totalMs: 0 };
    expect(describeLoad({ rows: 500, skipped: true, ...times })).toBe(
      '500 rows are loaded already; --force loads them again',
    );
  });
});
