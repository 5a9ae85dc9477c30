import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentHash } from './content-hash';

describe('contentHash', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'content-hash-'));
    mkdirSync(join(folder, 'deep'));
    writeFileSync(join(folder, 'a.sql'), 'select 1');
    writeFileSync(join(folder, 'deep', 'b.sql'), 'select 2');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('stays while nothing changes', () => {
    expect(contentHash([folder])).toBe(contentHash([folder]));
  });

  it('changes with the content of a file in a folder below', () => {
    const before = contentHash([folder]);
    writeFileSync(join(folder, 'deep', 'b.sql'), 'select 3');
    expect(contentHash([folder])).not.toBe(before);
  });

  it('changes with the name of a file, as the order of the files may', () => {
    const before = contentHash([folder]);
    renameSync(join(folder, 'a.sql'), join(folder, 'c.sql'));
    expect(contentHash([folder])).not.toBe(before);
  });

  it('does not depend on the order of the paths', () => {
    const paths = [join(folder, 'a.sql'), join(folder, 'deep')];
    expect(contentHash(paths)).toBe(contentHash([...paths].reverse()));
  });
});
