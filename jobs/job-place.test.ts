import { describe, expect, it } from 'vitest';
import { jobPlace } from './job-place';
import type { RunLine } from './journal-line';

const run: RunLine = {
  type: 'run',
  index: 1,
  of: 4,
  stack: 'dev',
  scenario: 'mixed',
  model: 'closed',
  vus: 8,
  ratePerS: null,
  warmupS: 5,
  durationS: 15,
  startedAt: '2026-01-01T00:00:00.000Z',
};

describe('jobPlace', () => {
  it('is unknown before the first run', () => {
    expect(jobPlace(undefined, 0)).toEqual({ share: null, leftS: null });
  });

  it.each([
    ['2026-01-01T00:00:00Z', 0.25, 60],
    ['2026-01-01T00:00:10Z', 0.375, 50],
    ['2026-01-01T00:05:00Z', 0.5, 40],
  ])('counts the runs before and the seconds of this one (%s)', (now, share, leftS) => {
    expect(jobPlace(run, Date.parse(now))).toEqual({ share, leftS });
  });
});
