import { describe, expect, it } from 'vitest';
import { backup, repository } from '../../manager/backup/backups.fixture';
import { pointsFileOf, type RestorePoint } from '../../manager/backup/catalogue';
import { parseClusterConfig } from '../../topology/config/config';
import { planCluster } from '../../topology/plan-cluster';
import { PointsReader } from './points-timeline';
import type { StoredCluster } from './stored-groups';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-11-20T00:00:00Z');

const plan = planCluster(parseClusterConfig('dev', { 'workers.count': 0, engine: 'native' }));

function point(at: number): RestorePoint {
  const place = { timeline: 1, lsn: '0/8000100', segment: '000000010000000000000008' };
  return { name: `at-${at}`, at, widthMs: 1, groups: [{ group: 'coordinator', ...place }] };
}

/** A repository with a backup of the first minute, and files of these points. */
function stored(points: readonly RestorePoint[]) {
  const files = new Map<string, RestorePoint[]>();
  for (const one of points) {
    const name = pointsFileOf(one.at);
    files.set(name, [...(files.get(name) ?? []), one]);
  }
  const read: string[] = [];
  const catalogue = {
    plan: { container: 'backup' },
    files: () => Promise.resolve([...files.keys(), 'layout.json']),
    contents: (names: readonly string[]) => {
      read.push(...names);
      return Promise.resolve(names.map((name) => ({ version: 1, points: files.get(name) ?? [] })));
    },
  };
  const timeline = { timeline: '00000001', first: '0000000000000001', last: '0000000000000009' };
  const group = {
    backups: [backup({ start: START / 1000, stop: START / 1000 + 60 })],
    ...{ log: { timelines: [{ ...timeline, missing: [] }], histories: [] }, histories: new Map() },
  };
  const one = {
    repository: catalogue,
    state: repository(),
    groups: new Map([['coordinator', group]]),
  };
  return { read, stored: [one as unknown as StoredCluster] as const };
}

const each = (from: number, to: number, step: number): RestorePoint[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => point(from + i * step));

describe('PointsReader', () => {
  it('has a hole where none was taken, and all of the window', async () => {
    const points = [
      ...each(START + HOUR, START + 2 * HOUR, MINUTE),
      ...each(START + 3 * HOUR, START + 4 * HOUR, MINUTE),
    ];
    expect(await new PointsReader().timeline(plan, stored(points).stored)).toEqual({
      window: { from: START + HOUR, to: START + 4 * HOUR },
      spans: [
        { from: START + HOUR, to: START + 2 * HOUR },
        { from: START + 3 * HOUR, to: START + 4 * HOUR },
      ],
    });
  });

  it('reads an hour of the newest two days once, of older ones the first alone', async () => {
    const points = each(START + 30 * MINUTE, START + 3 * DAY, HOUR / 20);
    const { read, stored: one } = stored(points);
    const reader = new PointsReader();
    expect(await reader.timeline(plan, one)).toEqual({
      window: { from: START + 30 * MINUTE, to: START + 3 * DAY },
      spans: [{ from: START + 30 * MINUTE, to: START + 3 * DAY }],
    });
    expect(read).toHaveLength(48 + 4);
    read.length = 0;
    await reader.timeline(plan, one);
    expect(read).toHaveLength(2);
  });

  it('has nothing where no point can be reached', async () => {
    const unknown = { ...point(START + HOUR), groups: [] };
    expect(await new PointsReader().timeline(plan, stored([unknown]).stored)).toEqual({
      window: null,
      spans: [],
    });
  });
});
