import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ARCHIVE_SIGNATURE, ASSET_SIGNATURE, SIGNATURE_KEY } from '../property-values';
import type { Properties, PropertyValue } from '../property-values';

/**
 * The files a command leaves behind, as its outputs `assets` and `archive`. Each list of globs is
 * taken in order, `!` takes files out again, the last rule that matches a file holds. `*` matches
 * within one folder, `**` across folders; paths are relative to the command's folder.
 */
export async function findAssets(
  directory: string,
  assetPaths: readonly string[] | undefined,
  archivePaths: readonly string[] | undefined,
): Promise<Properties> {
  return {
    ...(assetPaths === undefined ? {} : { assets: await matching(directory, assetPaths) }),
    ...(archivePaths === undefined
      ? {}
      : { archive: archive(await matching(directory, archivePaths)) }),
  };
}

async function matching(
  directory: string,
  globs: readonly string[],
): Promise<Record<string, PropertyValue>> {
  const chosen = selectPaths(await readdir(directory, { recursive: true }), globs);
  const assets: Record<string, PropertyValue> = {};
  for (const path of chosen) {
    const file = join(directory, path);
    if (!(await stat(file)).isFile()) continue;
    assets[path] = {
      [SIGNATURE_KEY]: ASSET_SIGNATURE,
      path: file,
      hash: createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    };
  }
  return assets;
}

/** The paths that the globs choose, sorted. */
export function selectPaths(paths: readonly string[], globs: readonly string[]): string[] {
  const rules = globs.map((glob) => ({
    excludes: glob.startsWith('!'),
    pattern: globPattern(glob.replace(/^!/, '')),
  }));
  return paths
    .filter((path) => rules.findLast(({ pattern }) => pattern.test(path))?.excludes === false)
    .sort();
}

function globPattern(glob: string): RegExp {
  const source = glob.replace(/\*\*|\*|\?|[.+^${}()|[\]\\]/g, (token) => {
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    return `\\${token}`;
  });
  return new RegExp(`^${source}$`);
}

function archive(assets: Record<string, PropertyValue>): PropertyValue {
  return { [SIGNATURE_KEY]: ARCHIVE_SIGNATURE, assets };
}
