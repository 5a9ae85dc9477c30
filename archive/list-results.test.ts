import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PENDING_PREFIX, startResultFolder } from '../results/results-folder';
import { exampleFolder, type ExampleFolder } from '../tests/example-folder';
import { listResults } from './list-results';
import type { ResultEntry } from './result-entry';
import { problemOf } from './result-summary';

let folder: ExampleFolder;

beforeEach(() => {
  folder = exampleFolder();
});

afterEach(() => {
  folder.remove();
});

async function only(): Promise<ResultEntry> {
  const { entries } = await listResults(folder.path);
  const [entry, ...others] = entries;
  if (entry === undefined || others.length > 0) throw new Error(`${entries.length} entries`);
  return entry;
}

describe('listResults', () => {
  it('lists runs of all kinds, the newest first', async () => {
    folder.addRun('20260101T000000Z-mixed', '2026-01-01T00:00:00Z');
    folder.addChaos('20260103T000000Z-chaos-several', '2026-01-03T00:00:00Z');
    folder.addScale('20260104T000000Z-scale', '2026-01-04T00:00:00Z');
    folder.addRun('20260102T000000Z-read', '2026-01-02T00:00:00Z', { partial: true });
    const { entries, foreign } = await listResults(folder.path);
    expect(entries.map(({ id, kind, state }) => [id, kind, state])).toEqual([
      ['20260104T000000Z-scale', 'scale', 'complete'],
      ['20260103T000000Z-chaos-several', 'chaos', 'complete'],
      ['20260102T000000Z-read', 'benchmark', 'partial'],
      ['20260101T000000Z-mixed', 'benchmark', 'complete'],
    ]);
    expect(foreign).toEqual([]);
  });

  it('takes a renamed folder by its new name', async () => {
    folder.addRun('before the index', '2026-01-01T00:00:00Z');
    expect(await only()).toMatchObject({ id: 'before the index', state: 'complete' });
  });

  it('shows a run that is being written, and by whom', async () => {
    const pending = await startResultFolder(folder.path);
    expect(await only()).toMatchObject({ state: 'unfinished', writer: process.pid });
    await pending.discard();
    expect((await listResults(folder.path)).entries).toEqual([]);
  });

  it('shows a run that was cut off', async () => {
    const gone = Number(execFileSync('sh', ['-c', 'echo $$']).toString());
    mkdirSync(join(folder.path, `${PENDING_PREFIX}${gone}-abcdef`));
    const entry = await only();
    expect(entry).toMatchObject({ state: 'unfinished', writer: null });
    expect(problemOf(entry)).toBe('was cut off');
  });

  it('shows the folder of a run without figures as unfinished', async () => {
    folder.write('20260101T000000Z-mixed', 'k6.log', '');
    expect(await only()).toMatchObject({ id: '20260101T000000Z-mixed', state: 'unfinished' });
  });

  it.each([
    ['cut off', '{"schema_version": 1, "run', /^metrics.json is no JSON/],
    ['empty', '', 'metrics.json is no JSON: it is empty'],
    ['of another schema', '{"schema_version": 1}', /^metrics.json is not as its schema says/],
    ['of a newer program', '{"schema_version": 99}', /^metrics.json has schema_version 99/],
  ])('shows a file that is %s as damaged, beside the others', async (_, contents, reason) => {
    folder.addRun('20260101T000000Z-mixed', '2026-01-01T00:00:00Z');
    folder.write('20260102T000000Z-mixed', 'metrics.json', contents);
    const { entries } = await listResults(folder.path);
    expect(entries.map(({ state }) => state)).toEqual(['damaged', 'complete']);
    expect(entries[0]).toMatchObject({
      startedAt: new Date('2026-01-02T00:00:00Z'),
      reason: typeof reason === 'string' ? reason : (expect.stringMatching(reason) as string),
    });
  });

  it('does not wait for a pipe, nor read a folder of that name', async () => {
    folder.write('20260101T000000Z-mixed', 'k6.log', '');
    execFileSync('mkfifo', [join(folder.path, '20260101T000000Z-mixed', 'metrics.json')]);
    mkdirSync(join(folder.path, '20260102T000000Z-chaos-several', 'chaos.json'), {
      recursive: true,
    });
    const { entries } = await listResults(folder.path);
    expect(entries.map(problemOf)).toEqual([
      'chaos.json is no regular file',
      'metrics.json is no regular file',
    ]);
  });

  it('counts what is no run, and passes over hidden files', async () => {
    folder.write('notes', 'plan.txt', 'later');
    writeFileSync(join(folder.path, 'README'), '');
    writeFileSync(join(folder.path, '.gitkeep'), '');
    symlinkSync('/etc', join(folder.path, '20260101T000000Z-mixed'));
    expect(await listResults(folder.path)).toMatchObject({
      entries: [],
      foreign: ['20260101T000000Z-mixed', 'README', 'notes'],
    });
  });

  it('keeps a run whose annotations are damaged', async () => {
    folder.addRun('20260101T000000Z-mixed', '2026-01-01T00:00:00Z');
    folder.write('20260101T000000Z-mixed', 'annotations.json', '{');
    const entry = await only();
    expect(entry.state).toBe('complete');
    expect(problemOf(entry)).toMatch(/^annotations.json is no JSON/);
  });

  it('says that there is no such folder', async () => {
    await expect(listResults(join(folder.path, 'none'))).rejects.toThrow(
      /there is no results folder .*none; run a benchmark/,
    );
    writeFileSync(join(folder.path, 'file'), '');
    await expect(listResults(join(folder.path, 'file'))).rejects.toThrow(/it is no folder/);
  });
});
