import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleFolder, type ExampleFolder } from '../tests/example-folder';
import { runId, startResultFolder, timeOfRunId } from './results-folder';

let folder: ExampleFolder;

beforeEach(() => {
  folder = exampleFolder();
});

afterEach(() => {
  folder.remove();
});

describe('the name of a run', () => {
  it('tells its start', () => {
    const start = new Date('2026-11-22T16:15:00.123Z');
    expect(runId(start, 'mixed')).toBe('20261122T161500Z-mixed');
    expect(timeOfRunId('20261122T161500Z-mixed')).toEqual(new Date('2026-11-22T16:15:00Z'));
  });

  it.each(['', 'mixed', '20261122T161500Z', '20269922T161500Z-mixed', '.unfinished-1-a'])(
    'is not "%s"',
    (name) => {
      expect(timeOfRunId(name)).toBeUndefined();
    },
  );
});

describe('a pending folder', () => {
  it('takes another name where a run of the same second has it', async () => {
    const paths: string[] = [];
    for (const text of ['first', 'second', 'third']) {
      const pending = await startResultFolder(folder.path);
      await pending.write('metrics.json', text);
      paths.push(await pending.publish('20260101T000000Z-mixed'));
    }
    expect(readdirSync(folder.path).sort()).toEqual([
      '20260101T000000Z-mixed',
      '20260101T000000Z-mixed-2',
      '20260101T000000Z-mixed-3',
    ]);
    expect(paths.map((path) => readFileSync(join(path, 'metrics.json'), 'utf8'))).toEqual([
      'first',
      'second',
      'third',
    ]);
  });
});
