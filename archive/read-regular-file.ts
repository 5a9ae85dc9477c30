import { lstat, readFile } from 'node:fs/promises';
import { DamagedDocument } from './read-document';

/**
 * The text of a file, or undefined if there is none. Anything else of that name (a folder, a link, a
 * pipe that would never end) is not read.
 *
 * @throws DamagedDocument if it is no regular file, or can't be read
 */
export async function readRegularFile(path: string): Promise<string | undefined> {
  try {
    if (!(await lstat(path)).isFile()) throw new DamagedDocument('is no regular file');
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof DamagedDocument) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new DamagedDocument(`can't be read: ${message}`, { cause: error });
  }
}
