import { describe, expect, it } from 'vitest';
import { restorePoint } from '../../manager/backup/backup-view.fixture';
import { pointsFileOf, type RestorePoint } from '../../manager/backup/catalogue';
import { pointsBackwards, pointsForwards } from './stored-points';

const HOUR = 3_600_000;
const AT = Date.parse('2026-11-27T22:00:00Z');
const [early, late, next] = [
  restorePoint('early', AT),
  restorePoint('late', AT + 60_000),
  restorePoint('next', AT + HOUR),
];

/** A repository with these points. */
function holding(...points: readonly RestorePoint[]) {
  const files = [...new Set(points.map(({ at }) => pointsFileOf(at)))];
  return {
    files: () => Promise.resolve([...files, 'layout.json']),
    contents: (names: readonly string[]) =>
      Promise.resolve(
        names.map((name) => ({
          version: 1,
          points: points.filter(({ at }) => pointsFileOf(at) === name),
        })),
      ),
  };
}

async function namesOf(points: AsyncIterable<RestorePoint>): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of points) names.push(name);
  return names;
}

describe('points of several repositories', () => {
  const both = [holding(early, next), holding(early, late)];

  it('are those of any of them, each once, in their order', async () => {
    expect(await namesOf(pointsBackwards(both))).toEqual(['next', 'late', 'early']);
    expect(await namesOf(pointsForwards(both, AT))).toEqual(['early', 'late', 'next']);
  });

  it('are those until a moment, or from one on', async () => {
    expect(await namesOf(pointsBackwards(both, AT + 60_000))).toEqual(['late', 'early']);
    expect(await namesOf(pointsForwards(both, AT + 1))).toEqual(['late', 'next']);
  });
});
