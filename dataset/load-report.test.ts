import { describe, expect, it } from 'vitest';
import { copyProgress, describeLoad, keptText } from './load-report';

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
    expect(describeLoad({ rows: 1_000_000, ...times })).toBe(
      'loaded 1,000,000 rows in 12.5 s (copy 3.0 s, indexes and statistics 9.0 s)',
    );
  });
});

describe('keptText', () => {
  const planned = { rows: 1000, regions: 64, seed: 42 };

  it('says which rows stay, what the configuration asks for by now, and how to get it', () => {
    expect(keptText(1007, { ...planned, rows: 500, seed: 1 }, planned)).toBe(
      'dataset.rows is 500 and was 1000, dataset.seed is 1 and was 42 at the load: ' +
        'vehicle_locations keeps its 1,007 rows; `npm run load` puts the new data set in their place',
    );
    expect(keptText(1007, planned, planned)).toBe(
      'vehicle_locations keeps its 1,007 rows; `npm run load` puts the data set in their place',
    );
  });

  it("says where a load was cut off and somebody's rows are there", () => {
    expect(keptText(7, planned)).toBe(
      'vehicle_locations keeps its 7 rows, as there are some that no load made among them; ' +
        '`npm run load` puts the data set in their place',
    );
  });
});
