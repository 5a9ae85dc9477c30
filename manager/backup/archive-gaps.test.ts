import { describe, expect, it } from 'vitest';
import type { ArchivedLog, ArchivedTimeline } from './agent-protocol';
import { archiveGaps, gapText } from './archive-gaps';
import { backup } from './backups.fixture';

/** Log files by their last part. */
const place = (file: number): string => file.toString(16).toUpperCase().padStart(16, '0');
const named = (file: number, timeline = 1): string => `0000000${timeline}${place(file)}`;

function timeline(
  number: number,
  first: number,
  last: number,
  ...missing: number[]
): ArchivedTimeline {
  return {
    ...{ timeline: `0000000${number}`, first: place(first), last: place(last) },
    missing: missing.map(place),
  };
}
const log = (...timelines: ArchivedTimeline[]): ArchivedLog => ({ timelines, histories: [] });
const from = (file: number) => backup({ archiveStart: named(file), archiveStop: named(file + 1) });

describe('archiveGaps', () => {
  const gapsOf = (...args: Parameters<typeof archiveGaps>): string[] =>
    archiveGaps(...args).map((gap) => `${gapText(gap)}${gap.closed ? ' closed' : ''}`);

  it('are none where every file is there', () => {
    expect(gapsOf(log(timeline(1, 2, 9)), [from(3)])).toEqual([]);
  });

  it('are told in rows, from the oldest backup on', () => {
    expect(gapsOf(log(timeline(1, 2, 20, 4, 8, 9, 10, 14)), [from(6)])).toEqual([
      `${named(8)} to ${named(10)}`,
      named(14),
    ]);
  });

  it('are closed by a backup that began after them', () => {
    expect(gapsOf(log(timeline(1, 2, 20, 8, 14)), [from(3), from(12)])).toEqual([
      `${named(8)} closed`,
      named(14),
    ]);
  });

  it('are what a lost primary had not archived', () => {
    expect(gapsOf(log(timeline(1, 2, 5), timeline(2, 8, 9)), [from(3)])).toEqual([
      `${named(6)} to ${named(7)}`,
    ]);
    expect(gapsOf(log(timeline(1, 2, 7), timeline(2, 8, 9)), [from(3)])).toEqual([]);
    expect(gapsOf(log(timeline(1, 2, 8), timeline(2, 8, 9)), [from(3)])).toEqual([]);
  });

  it('are what was given up before anything was archived after it', () => {
    expect(gapsOf(log(timeline(1, 2, 5)), [from(3)], named(9))).toEqual([
      `${named(6)} to ${named(8)}`,
    ]);
    expect(gapsOf(log(timeline(1, 2, 5)), [from(3)], named(6))).toEqual([]);
    expect(gapsOf(log(timeline(1, 2, 8), timeline(2, 8, 9)), [from(3)], named(10, 2))).toEqual([]);
  });
});
