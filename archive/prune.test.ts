import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { annotate } from './annotations';
import { DAY_MS } from './age';
import { exampleFolder, type ExampleFolder } from '../tests/example-folder';
import { listResults } from './list-results';
import { choosePrunable, type PruneRule } from './prune';

const NOW = new Date('2026-01-10T12:00:00Z');
let folder: ExampleFolder;

/** A run a day, the last nine days. */
const id = (day: number): string => `2026010${day}T000000Z-mixed`;

beforeEach(() => {
  folder = exampleFolder();
  for (let day = 1; day <= 9; day += 1) folder.addRun(id(day), `2026-01-0${day}T00:00:00Z`);
});

afterEach(() => {
  folder.remove();
});

async function prunable(rule: PruneRule): Promise<string[]> {
  const { entries } = await listResults(folder.path);
  return choosePrunable(entries, rule, NOW).map((entry) => entry.id);
}

describe('choosePrunable', () => {
  it('keeps the newest', async () => {
    expect(await prunable({ keep: 7 })).toEqual([id(2), id(1)]);
    expect(await prunable({ keep: 9 })).toEqual([]);
    expect(await prunable({ keep: 0 })).toHaveLength(9);
  });

  it('keeps the young', async () => {
    expect(await prunable({ olderThanMs: 8 * DAY_MS })).toEqual([id(2), id(1)]);
    expect(await prunable({ olderThanMs: 30 * DAY_MS })).toEqual([]);
  });

  it('never takes what is tagged or pinned, or may be', async () => {
    folder.addRun(id(1), '2026-01-01T00:00:00Z', { tag: 'nightly' });
    await annotate(join(folder.path, id(2)), { tags: ['release'] });
    await annotate(join(folder.path, id(3)), { baseline: true });
    folder.write(id(4), 'annotations.json', '{');
    await annotate(join(folder.path, id(5)), { note: 'a note alone protects nothing' });
    expect(await prunable({ keep: 4 })).toEqual([id(5)]);
    expect(await prunable({ olderThanMs: 5 * DAY_MS })).toEqual([id(5)]);
  });

  it('does not count the damaged as kept, and takes them by their age', async () => {
    folder.write(id(9), 'metrics.json', '{');
    folder.write(id(1), 'metrics.json', '{');
    expect(await prunable({ keep: 6 })).toEqual([id(2), id(1)]);
  });

  it('takes the unfinished after a day, unless they are being written', async () => {
    folder.write('20260110T000000Z-read', 'k6.log', '');
    folder.write('20260109T000000Z-read', 'k6.log', '');
    for (const name of [`.unfinished-${process.pid}-abcdef`, '.unfinished-uvwxyz']) {
      folder.write(name, 'k6.log', '');
      const twoDaysAgo = new Date('2026-01-08T12:00:00Z');
      utimesSync(join(folder.path, name), twoDaysAgo, twoDaysAgo);
    }
    expect(await prunable({ keep: 9 })).toEqual(['20260109T000000Z-read', '.unfinished-uvwxyz']);
  });
});
