import { beforeEach, describe, expect, it } from 'vitest';
import { restorePoint } from './backup-view.fixture';
import { rehearsalFileOf } from './proofs/rehearsal';
import { enterPoint, newestPoint, outdatedFiles } from './points-catalogue';
import type { RepositoryAgent } from './repository-agent';

const AT = Date.parse('2026-11-27T22:15:00Z');

/** A catalogue in memory. */
class Catalogue implements Pick<RepositoryAgent, 'files' | 'readFile' | 'writeFile'> {
  readonly content = new Map<string, string>();
  files = (): Promise<string[]> => Promise.resolve([...this.content.keys()]);
  readFile = (name: string): Promise<string | undefined> => Promise.resolve(this.content.get(name));
  writeFile = (name: string, content: string): Promise<void> => {
    this.content.set(name, content);
    return Promise.resolve();
  };
}

describe('the catalogue of points', () => {
  let catalogue: Catalogue;

  beforeEach(() => {
    catalogue = new Catalogue();
  });

  it('has a file an hour, each point once', async () => {
    expect(await newestPoint(catalogue)).toBeUndefined();
    for (const at of [AT, AT + 60_000, AT + 60_000, AT + 3_600_000]) {
      await enterPoint(catalogue, restorePoint(`point-${at - AT}`, at));
    }
    expect([...catalogue.content.keys()]).toEqual([
      'points-2026-11-27t22.json',
      'points-2026-11-27t23.json',
    ]);
    const hour = JSON.parse(catalogue.content.get('points-2026-11-27t22.json') ?? '') as {
      points: { name: string }[];
    };
    expect(hour).toMatchObject({
      version: 1,
      points: [{ name: 'point-0' }, { name: 'point-60000' }],
    });
    expect(await newestPoint(catalogue)).toEqual(restorePoint('point-3600000', AT + 3_600_000));
  });

  it('loses the hours that ended before anything can be restored', () => {
    const names = ['layout.json', 'points-2026-11-27t22.json', 'points-2026-11-27t23.json'];
    const end = Date.parse('2026-11-27T23:00:00Z');
    expect(outdatedFiles(names, end - 1)).toEqual([]);
    expect(outdatedFiles(names, end)).toEqual(['points-2026-11-27t22.json']);
  });

  it('lose rows of points from before the first backup, and rehearsals of long ago', () => {
    const rows = 'rows-point-20261127t221500z-5c1e.json';
    expect(outdatedFiles([rows], AT)).toEqual([]);
    expect(outdatedFiles([rows], AT + 1)).toEqual([rows]);
    const rehearsals = Array.from({ length: 51 }, (_, day) =>
      rehearsalFileOf(AT + day * 86_400_000),
    );
    expect(outdatedFiles(rehearsals, AT)).toEqual([rehearsals[0]]);
  });
});
