import { constants, existsSync, statSync } from 'node:fs';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { messageOf } from '../words/message-of';
import { UserError } from '../words/user-error';

/** Where the files of all steps are, unless told otherwise. */
export const OWN_FOLDER = 'own-database';

/**
 * Looks whether a file can be written to a folder, before minutes of work and not after. Makes nothing.
 *
 * @param isReplaced whether one of the name may go
 * @throws UserError naming the file
 */
export async function assertWritable(
  folder: string,
  name: string,
  isReplaced: boolean,
): Promise<void> {
  const file = join(folder, name);
  if (existsSync(file) && !isReplaced) {
    throw new UserError(`${file} is there already`, 'name another folder, or pass --replace');
  }
  try {
    const nearest = existsSync(folder) ? folder : dirname(resolve(folder));
    if (!statSync(nearest).isDirectory()) throw new Error(`${nearest} is no folder`);
    await access(nearest, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/**
 * Writes a file whole, for its owner alone, and the folder if it is missing.
 *
 * @returns its path
 * @throws UserError naming the file, of which nothing is left then
 */
export async function writeWorkFile(folder: string, name: string, text: string): Promise<string> {
  const file = join(folder, name);
  const unfinished = join(folder, `.unfinished-${process.pid}-${name}`);
  try {
    if (!existsSync(folder)) await mkdir(folder, { mode: 0o700 });
    await writeFile(unfinished, text, { mode: 0o600, flag: 'wx' });
    await rename(unfinished, file);
    return file;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw cannotWrite(file, error);
  }
}

function cannotWrite(file: string, cause: unknown): UserError {
  return new UserError(`${file} can't be written: ${messageOf(cause)}`, undefined, { cause });
}
