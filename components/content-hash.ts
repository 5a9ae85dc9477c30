import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PROJECT_ROOT } from '../toolchain/paths';

/**
 * A hash over files, and folders with all below them: their paths and contents.
 *
 * @param paths below this project's folder; their order does not matter
 * @returns hexadecimal SHA-256
 */
export function contentHash(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesBelow).sort()) {
    hash.update(`${file}\0`).update(
      createHash('sha256')
        .update(readFileSync(absolute(file)))
        .digest(),
    );
  }
  return hash.digest('hex');
}

function filesBelow(path: string): string[] {
  if (!statSync(absolute(path)).isDirectory()) return [path];
  return readdirSync(absolute(path)).flatMap((entry) => filesBelow(join(path, entry)));
}

function absolute(path: string): string {
  return resolve(PROJECT_ROOT, path);
}
