import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from 'tar-stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { contextArchive, contextDigest } from './build-context';
import type { BuildContext } from './build-context';

describe('a build context', () => {
  let directory: string;
  let context: BuildContext;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'build-context-'));
    mkdirSync(join(directory, 'sub'));
    writeFileSync(join(directory, 'Dockerfile'), 'FROM scratch\n');
    writeFileSync(join(directory, '.dockerignore'), '# not these\n*.log\n!kept.log\n');
    writeFileSync(join(directory, 'sub/file'), 'content');
    writeFileSync(join(directory, 'left.log'), 'x');
    writeFileSync(join(directory, 'kept.log'), 'x');
    symlinkSync('file', join(directory, 'sub/link'));
    context = { directory, dockerfile: join(directory, 'Dockerfile') };
  });

  async function archived(of: BuildContext): Promise<{ names: string[]; dockerfile: string }> {
    const { archive, dockerfile } = await contextArchive(of);
    const names: string[] = [];
    for await (const entry of archive.pipe(extract())) {
      names.push(entry.header.name);
      entry.resume();
    }
    return { names, dockerfile };
  }

  it('holds files and links, but not what .dockerignore leaves out', async () => {
    const { names, dockerfile } = await archived(context);
    expect(names).toEqual(['.dockerignore', 'Dockerfile', 'kept.log', 'sub/file', 'sub/link']);
    expect(dockerfile).toBe('Dockerfile');
  });

  it('takes a Dockerfile from outside along', async () => {
    const elsewhere = join(mkdtempSync(join(tmpdir(), 'dockerfile-')), 'Dockerfile');
    writeFileSync(elsewhere, 'FROM scratch\n');
    const { names, dockerfile } = await archived({ directory, dockerfile: elsewhere });
    expect(names).toContain(dockerfile);
  });

  it('has another digest after any change that the build would see', async () => {
    const seen = new Set([await contextDigest(context)]);
    writeFileSync(join(directory, 'left.log'), 'changed');
    expect(seen).toContain(await contextDigest(context));

    const changes = [
      () => {
        writeFileSync(join(directory, 'sub/file'), 'other');
      },
      () => {
        chmodSync(join(directory, 'sub/file'), 0o755);
      },
      () => {
        writeFileSync(join(directory, 'added'), '');
      },
      () => {
        writeFileSync(join(directory, 'Dockerfile'), 'FROM other\n');
      },
    ];
    for (const change of changes) {
      change();
      const digest = await contextDigest(context);
      expect(seen).not.toContain(digest);
      seen.add(digest);
    }
  });
});
