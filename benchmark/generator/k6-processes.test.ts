import { describe, expect, it } from 'vitest';
import type { Sample } from '../../k6-scripts/lib/sample';
import { segmentArguments } from './k6-process';
import { alignStarts } from './k6-processes';

const sample = (second: number): Sample => ({ second, started: 1, operations: {}, errors: [] });

describe('the seconds of several processes', () => {
  it('count from the first start, whichever sample comes first', () => {
    const taken: number[] = [];
    const starts: number[] = [];
    const align = alignStarts(
      ({ second }) => taken.push(second),
      (atMs) => starts.push(atMs),
    );
    const [a, b, c] = [align(), align(), align()];
    b.onSample(sample(0));
    expect(taken).toEqual([]);
    a.onStart(50_000);
    a.onSample(sample(0));
    b.onStart(52_100);
    b.onSample(sample(1));
    c.onStart(50_400);
    c.onSample(sample(7));
    expect(taken).toEqual([0, 2, 3, 7]);
    expect(starts).toEqual([50_000]);
  });
});

describe('the segments', () => {
  it('cover the whole without a gap', () => {
    expect([0, 1, 2].map((part) => segmentArguments(part, 3)[1])).toEqual([
      '0:1/3',
      '1/3:2/3',
      '2/3:1',
    ]);
    expect(segmentArguments(0, 3)[3]).toBe('0,1/3,2/3,1');
  });
});
