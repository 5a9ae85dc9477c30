import { describe, expect, it } from 'vitest';
import type { BackupSet } from '../../../running/backup/backup-sets';
import { timelineLayout, zoomsOf } from './timeline-layout';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse('2026-11-27T22:00:00Z');

const range = { from: START, to: START + 4 * HOUR };

function set(differs: Partial<BackupSet> = {}): BackupSet {
  return {
    ...{ type: 'full', start: START, stop: START + MINUTE, bytes: 1, repositoryBytes: 1 },
    ...{ lacks: [], damaged: false, ...differs },
  };
}

const drawn = (
  spans: readonly { from: number; to: number }[],
  sets: readonly BackupSet[] = [],
  width = 400,
) => timelineLayout(range, width, { spans, sets });

describe('timelineLayout', () => {
  it('draws a hole between two stretches of points', () => {
    const { bands, holes } = drawn([
      { from: START, to: START + HOUR },
      { from: START + 2 * HOUR, to: START + 4 * HOUR },
    ]);
    expect(bands.map(({ x, width }) => [x, width])).toEqual([
      [0, 100],
      [200, 200],
    ]);
    expect(holes.map(({ x, width }) => [x, width])).toEqual([[100, 100]]);
  });

  it('lets a short hole and a lonely point be seen', () => {
    const { bands, holes } = drawn([
      { from: START, to: START + HOUR },
      { from: START + HOUR + 1, to: START + HOUR + 1 },
    ]);
    expect([...bands.slice(1), ...holes].map(({ width }) => width)).toEqual([2, 2]);
  });

  it('cuts off what is longer than what is shown, and leaves out what is not in it', () => {
    const before = { from: START - 3 * HOUR, to: START - HOUR };
    const { bands, holes, marks } = drawn(
      [before, { from: START + HOUR, to: START + 9 * HOUR }],
      [set({ stop: START - 1 }), set()],
    );
    expect(bands.map(({ x, width }) => [x, width])).toEqual([[100, 300]]);
    expect(holes.map(({ x, width }) => [x, width])).toEqual([[0, 100]]);
    expect(marks).toHaveLength(1);
  });

  it('tells backups apart from which nothing can be restored', () => {
    const { marks } = drawn([], [set({ lacks: ['worker-1'] }), set({ damaged: true }), set()]);
    expect(marks.map(({ isBad }) => isBad)).toEqual([true, true, false]);
  });

  it('names as many moments as there is room for, and the day at midnight', () => {
    const words = (width: number) => drawn([], [], width).ticks.map((tick) => tick.words);
    expect(words(400)).toEqual(['23:00', '11-28', '01:00']);
    expect(words(200)).toEqual(['11-28']);
    expect(words(1200)).toContain('23:30');
  });

  it('has moments of a fortnight a day or more apart', () => {
    const fortnight = { from: START - 14 * 24 * HOUR, to: START };
    const { ticks } = timelineLayout(fortnight, 360, { spans: [], sets: [] });
    expect(ticks.every(({ words }) => /^\d\d-\d\d$/.test(words))).toBe(true);
    expect(ticks.length).toBeGreaterThan(1);
  });
});

describe('zoomsOf', () => {
  it('offers parts that are shorter than all', () => {
    expect(zoomsOf(range).map(({ name }) => name)).toEqual(['All', 'Last hour']);
    expect(zoomsOf({ from: START, to: START + MINUTE })).toHaveLength(1);
    expect(zoomsOf(range)[1]?.range).toEqual({ from: START + 3 * HOUR, to: START + 4 * HOUR });
  });
});
