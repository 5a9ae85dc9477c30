import { readFile } from 'node:fs/promises';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';

/** Reads a server's log. @throws UserError naming the file */
export async function readLogFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError(`--log ${file} can't be read: ${messageOf(error)}`, undefined, {
      cause: error,
    });
  }
}
