import { describe, expect, it } from 'vitest';
import type { ArchivedTimeline, BaseBackup } from './agent-protocol';
import { backupFor, type StoredGroup } from './reachable';

const file = (timeline: number, place: number): string =>
  `0000000${timeline}00000000000000${place.toString(16).toUpperCase().padStart(2, '0')}`;
const place = (number: number): string => file(0, number).slice(8);

function backup(label: string, timeline: number, [from, to]: [number, number]): BaseBackup {
  return {
    ...{ label, type: 'full', start: from * 100, stop: to * 100, bytes: 1, repositoryBytes: 1 },
    ...{ archiveStart: file(timeline, from), archiveStop: file(timeline, to), damaged: false },
  };
}

const archived = (
  timeline: number,
  first: number,
  last: number,
  missing: readonly number[] = [],
): ArchivedTimeline => ({
  timeline: `0000000${timeline}`,
  ...{ first: place(first), last: place(last), missing: missing.map(place) },
});

const stored = (backups: readonly BaseBackup[], ...timelines: ArchivedTimeline[]): StoredGroup => ({
  ...{ backups, log: { timelines, histories: [] } },
  // Timeline 2 left timeline 1 in file 10, timeline 3 in file 7.
  histories: new Map([
    [2, [{ timeline: 1, left: 10 }]],
    [3, [{ timeline: 1, left: 7 }]],
  ]),
});

const point = (timeline: number, at: number) => ({ timeline, segment: file(timeline, at) });
const labelOf = (found: BaseBackup | string): string =>
  typeof found === 'string' ? found : found.label;

describe('backupFor', () => {
  const early = backup('early', 1, [2, 3]);
  const late = backup('late', 1, [8, 8]);

  it('takes the newest one that ended before the point', () => {
    const group = stored([early, late], archived(1, 1, 12));
    expect(labelOf(backupFor(point(1, 9), group))).toBe('late');
    expect(labelOf(backupFor(point(1, 8), group))).toBe('early');
    expect(labelOf(backupFor(point(1, 3), group))).toBe('no base backup ended before it');
  });

  it('goes over a failover, with the log of both timelines', () => {
    const group = stored([late], archived(1, 1, 9), archived(2, 10, 12));
    expect(labelOf(backupFor(point(2, 12), group))).toBe('late');
    const torn = stored([late], archived(1, 1, 8), archived(2, 10, 12));
    expect(backupFor(point(2, 12), torn)).toBe(
      `log file ${file(1, 9)} is missing or damaged after late`,
    );
  });

  it('takes no backup of what a restore has left behind', () => {
    const group = stored([early, late], archived(1, 1, 12), archived(3, 7, 15));
    expect(labelOf(backupFor(point(3, 15), group))).toBe('early');
  });

  it('takes no damaged one, and none with a hole behind it', () => {
    const damaged = { ...late, damaged: true };
    expect(labelOf(backupFor(point(1, 9), stored([early, damaged], archived(1, 1, 9))))).toBe(
      'early',
    );
    expect(backupFor(point(1, 9), stored([damaged], archived(1, 1, 9)))).toMatch(/late is damaged/);
    const torn = stored([early], archived(1, 1, 9, [5, 6]));
    expect(backupFor(point(1, 9), torn)).toContain(file(1, 5));
    expect(labelOf(backupFor(point(1, 4), torn))).toBe('early');
  });

  it('does not trust what lies behind a list of holes that is cut off', () => {
    const missing = Array.from({ length: 100 }, (_, i) => i + 20);
    const torn = stored([backup('after', 1, [125, 126])], archived(1, 1, 200, missing));
    expect(backupFor(point(1, 150), torn)).toContain('is missing');
  });
});
