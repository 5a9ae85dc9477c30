import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { STATE_FOLDER } from '../../toolchain/paths';

/** Beside the passphrase; only its owner can read it. */
const FILE = join(STATE_FOLDER, 'page-key');

/**
 * What the page's token and cookie are made from: made once, so that open pages go on when the
 * server is started again. Whoever removes the file shuts everybody out.
 */
export function pageKey(file: string = FILE): string {
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
