import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { annotate, NO_ANNOTATIONS, readAnnotations } from './annotations';
import { exampleFolder, type ExampleFolder } from '../tests/example-folder';

const RUN = '20260101T000000Z-mixed';
let folder: ExampleFolder;
let run: string;

beforeEach(() => {
  folder = exampleFolder();
  folder.addRun(RUN, '2026-01-01T00:00:00Z');
  run = join(folder.path, RUN);
});

afterEach(() => {
  folder.remove();
});

describe('annotations', () => {
  it('are none at first', async () => {
    expect(await readAnnotations(run)).toEqual(NO_ANNOTATIONS);
  });

  it('keep what is not changed, and each tag once in order', async () => {
    await annotate(run, { note: 'with the index' });
    await annotate(run, { tags: ['b', 'a', 'b'] });
    await annotate(run, { baseline: true });
    expect(await readAnnotations(run)).toEqual({
      schema_version: 1,
      tags: ['a', 'b'],
      note: 'with the index',
      baseline: true,
    });
  });

  it('leave the measured files as they are, and nothing else behind', async () => {
    const measured = readFileSync(join(run, 'metrics.json'), 'utf8');
    const before = readdirSync(run);
    await annotate(run, { tags: ['a'] });
    expect(readFileSync(join(run, 'metrics.json'), 'utf8')).toBe(measured);
    expect(readdirSync(run).sort()).toEqual([...before, 'annotations.json'].sort());
  });

  it('are not overwritten where they are damaged', async () => {
    folder.write(RUN, 'annotations.json', '{"tags"');
    await expect(annotate(run, { baseline: true })).rejects.toThrow(
      /^annotations.json of 20260101T000000Z-mixed is no JSON.*; correct or remove that file$/,
    );
    expect(readFileSync(join(run, 'annotations.json'), 'utf8')).toBe('{"tags"');
  });

  it('say so where they can not be written', async () => {
    await expect(annotate(join(folder.path, 'gone'), { baseline: true })).rejects.toThrow(
      /^annotations.json of gone can't be written: .*; make its folder writable$/,
    );
    mkdirSync(join(run, 'annotations.json'));
    await expect(annotate(run, { baseline: true })).rejects.toThrow(/is no regular file/);
  });
});
