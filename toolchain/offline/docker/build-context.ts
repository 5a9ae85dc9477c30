import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import dockerignore from '@balena/dockerignore';
import { pack } from 'tar-stream';

/** One file or symbolic link of a build context. */
interface ContextEntry {
  /** path below the context */
  path: string;
  mode: number;
  size: number;
  /** where a symbolic link points; undefined for a file */
  target?: string;
}

/** The Dockerfile's place in the archive when it lies outside the context. */
const OUTSIDE_DOCKERFILE = '.dockerfile-outside-context';

/** A docker build's files. */
export interface BuildContext {
  /** folder, as the program gave it */
  directory: string;
  /** path of the Dockerfile, as the program gave it */
  dockerfile: string;
}

/**
 * A digest of all that goes into a build: names, modes and contents of the context's files without
 * those that .dockerignore leaves out, and the Dockerfile.
 */
export async function contextDigest(context: BuildContext): Promise<string> {
  const hash = createHash('sha256');
  hash.update(await readFile(context.dockerfile));
  for (const entry of await contextEntries(context)) {
    hash.update(`\0${entry.path}\0${entry.mode.toString(8)}\0`);
    if (entry.target !== undefined) hash.update(entry.target);
    else
      await pipeline(createReadStream(join(context.directory, entry.path)), hash, { end: false });
  }
  return hash.digest('hex');
}

/** The context as a tar archive, and the Dockerfile's path in it. Files belong to root. */
export async function contextArchive(
  context: BuildContext,
): Promise<{ archive: Readable; dockerfile: string }> {
  const inside = relative(context.directory, context.dockerfile);
  const outside = inside.startsWith('..');
  const dockerfile = outside ? OUTSIDE_DOCKERFILE : inside;
  const entries = await contextEntries(context);
  const archive = pack();
  const fill = async (): Promise<void> => {
    for (const entry of entries) {
      const header = { name: entry.path, mode: entry.mode, uid: 0, gid: 0 };
      if (entry.target !== undefined) {
        archive.entry({ ...header, type: 'symlink', linkname: entry.target });
      } else {
        const file = archive.entry({ ...header, size: entry.size });
        await pipeline(createReadStream(join(context.directory, entry.path)), file);
      }
    }
    if (outside || !entries.some(({ path }) => path === dockerfile)) {
      archive.entry({ name: dockerfile, mode: 0o644 }, await readFile(context.dockerfile));
    }
    archive.finalize();
  };
  fill().catch((error: unknown) => {
    archive.destroy(error as Error);
  });
  return { archive: Readable.from(archive), dockerfile };
}

async function contextEntries(context: BuildContext): Promise<ContextEntry[]> {
  const ignore = dockerignore().add(await ignorePatterns(context));
  const paths = await readdir(context.directory, { recursive: true });
  const entries: ContextEntry[] = [];
  for (const path of paths.sort()) {
    if (ignore.ignores(path)) continue;
    const file = join(context.directory, path);
    const stat = await lstat(file);
    const mode = stat.mode & 0o7777;
    if (stat.isSymbolicLink()) entries.push({ path, mode, size: 0, target: await readlink(file) });
    else if (stat.isFile()) entries.push({ path, mode, size: stat.size });
  }
  return entries;
}

/** Dockerfile.dockerignore goes before .dockerignore at the root of the context. */
async function ignorePatterns({ directory, dockerfile }: BuildContext): Promise<string[]> {
  for (const file of [`${dockerfile}.dockerignore`, join(directory, '.dockerignore')]) {
    try {
      return (await readFile(file, 'utf8')).split(/\r?\n/);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return [];
}
