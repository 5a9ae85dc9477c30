import { describe, expect, it } from 'vitest';
import { relativeSpread, summariseSample } from './sample-summary';

describe('the summary of a sample', () => {
  it("has the quartiles of R's quantile()", () => {
    // quantile(1:4) in R: 1.75, 2.5 and 3.25.
    const { median, quartiles } = summariseSample([4, 1, 3, 2]);
    expect(median).toBe(2.5);
    expect(quartiles).toEqual([1.75, 3.25]);
  });

  it('leaves the values in the order of the runs', () => {
    expect(summariseSample([3, 1, 2]).values).toEqual([3, 1, 2]);
  });

  it('has an interval from six values on', () => {
    expect(summariseSample([5, 1, 4, 2, 3]).interval).toBeNull();
    expect(summariseSample([5, 1, 4, 2, 3, 6]).interval).toMatchObject({ low: 1, high: 6 });
  });

  it('knows the spread relative to the median, if that is not 0', () => {
    expect(relativeSpread(summariseSample([90, 95, 100, 105, 110]))).toBeCloseTo(0.1);
    expect(relativeSpread(summariseSample([0, 0, 0]))).toBeNull();
  });
});
