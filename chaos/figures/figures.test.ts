import { describe, expect, it } from 'vitest';
import { figuresOf } from './figures';
import type { Operation } from '../load/operation';

const window = { from: 0, faultAt: 1000, to: 5000 };

function write(endedAt: number, change: Partial<Operation> = {}): Operation {
  const about = { kind: 'write', group: 1, dueAt: endedAt - 5 } as const;
  const acked = { first: 'acked', final: 'acked', sqlstate: null, message: '' } as const;
  return { ...about, firstEndedAt: endedAt, endedAt, ...acked, ...change };
}

/** A write every 100 ms but for a pause. */
function writes(group: number, pauseFrom: number, pauseTo: number): Operation[] {
  return Array.from({ length: 50 }, (_, i) => i * 100)
    .filter((at) => at <= pauseFrom || at >= pauseTo)
    .map((at) => write(at, { group }));
}

describe('figuresOf', () => {
  const operations = [...writes(1, 1000, 3000), ...writes(2, 1000, 1200)];

  it('judges a fault by the groups it hit, and tells every group', () => {
    const one = figuresOf(operations, window, [1, 2], [2]);
    expect(one.withoutWritesMs).toBe(200);
    expect(one.withoutWritesByGroup).toEqual({ '1': 2000, '2': 200 });
    expect(figuresOf(operations, window, [1, 2], []).withoutWritesMs).toBe(2000);
  });

  it('does not take one group for another, or reads for writes', () => {
    const reads = writes(1, 5000, 5000).map((one) => ({ ...one, kind: 'read-at-read' as const }));
    const figures = figuresOf([...operations, ...reads], window, [1], []);
    expect(figures.withoutWritesMs).toBe(2000);
    expect(figures.withoutReadsMs.read).toBe(100);
    expect(figures.withoutReadsMs.write).toBe(5000);
  });

  it('counts first attempts, and what failed even after the retry', () => {
    const failures = [
      write(1300, { first: 'failed', final: 'acked', firstEndedAt: 1100 }),
      write(1500, { first: 'unknown', final: 'unknown', firstEndedAt: 1400 }),
      write(1600, { first: 'dropped', final: 'dropped' }),
      write(800, { first: 'failed', final: 'acked', firstEndedAt: 700 }),
    ];
    const figures = figuresOf([...operations, ...failures], window, [1], []);
    expect(figures.counts.write).toMatchObject({ failed: 2, unknown: 1, dropped: 1 });
    expect(figures.counts.write.failedAfterRetry).toBe(1);
    expect([figures.firstErrorMs, figures.lastErrorMs]).toEqual([100, 600]);
  });

  it('ends a gap by a write that was acknowledged on its retry', () => {
    const retried = write(1800, { first: 'unknown', final: 'acked', firstEndedAt: 1700 });
    expect(figuresOf([...operations, retried], window, [1], []).withoutWritesMs).toBe(1200);
  });
});
