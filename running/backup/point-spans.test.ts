import { describe, expect, it } from 'vitest';
import { hourSpans, joinedSpans, pointSpans } from './point-spans';

const MINUTE = 60_000;

describe('pointSpans', () => {
  it('has a hole where points lie too far apart', () => {
    const moments = [0, 1, 2, 3, 7, 8].map((minute) => minute * MINUTE);
    expect(pointSpans(moments.reverse(), 3 * MINUTE)).toEqual([
      { from: 0, to: 3 * MINUTE },
      { from: 7 * MINUTE, to: 8 * MINUTE },
    ]);
    expect(pointSpans(moments, 4 * MINUTE)).toHaveLength(1);
  });

  it('shows a lonely point, and none where there is none', () => {
    expect(pointSpans([5], MINUTE)).toEqual([{ from: 5, to: 5 }]);
    expect(pointSpans([], MINUTE)).toEqual([]);
  });
});

describe('hourSpans', () => {
  it('makes one of hours that follow one another, over midnight too', () => {
    const names = ['points-2026-11-27t23.json', 'points-2026-11-28t00.json', 'layout.json'];
    expect(hourSpans([...names, 'points-2026-11-28t03.json'])).toEqual([
      { from: Date.parse('2026-11-27T23:00:00Z'), to: Date.parse('2026-11-28T01:00:00Z') },
      { from: Date.parse('2026-11-28T03:00:00Z'), to: Date.parse('2026-11-28T04:00:00Z') },
    ]);
  });
});

describe('joinedSpans', () => {
  it('takes a stretch within another one for part of it', () => {
    const spans = [
      { from: 0, to: 10 },
      { from: 2, to: 3 },
      { from: 11, to: 12 },
    ];
    expect(joinedSpans(spans, 1)).toEqual([{ from: 0, to: 12 }]);
  });
});
