import { describe, expect, it } from 'vitest';
import { Timetable } from './timetable';

const RUNS = { durationS: 10, warmupS: 5, repeat: 6 };

describe('the time that is left', () => {
  it('is guessed before anything was seen', () => {
    // 2 clusters made and removed, 2 × 3 scenarios of six runs.
    expect(new Timetable(2, 3, RUNS).leftMs()).toBe(2 * 105_000 + 6 * 6 * 19_000);
  });

  it('follows what such steps took, down to nothing', () => {
    let now = 0;
    const timetable = new Timetable(2, 1, RUNS, () => now);
    const end = (step: 'make' | 'scenario' | 'remove', ms: number): void => {
      now += ms;
      timetable.done(step);
    };
    end('make', 40_000);
    end('scenario', 100_000);
    end('remove', 10_000);
    expect(timetable.leftMs()).toBe(150_000);
    end('make', 60_000);
    expect(timetable.leftMs()).toBe(110_000);
    end('scenario', 100_000);
    end('remove', 10_000);
    expect(timetable.leftMs()).toBe(0);
  });
});
