import { rm } from 'node:fs/promises';
import { UserError } from '../words/user-error';
import type { ResultEntry } from './result-entry';

/**
 * Deletes a run's folder.
 *
 * @param entry of a listing, so that nothing but a run can be deleted
 * @throws UserError if it is being written, or can't be deleted
 */
export async function deleteResult(entry: ResultEntry): Promise<void> {
  if (entry.state === 'unfinished' && entry.writer !== null) {
    throw new UserError(
      `${entry.id} is being written by process ${entry.writer}`,
      'stop that first',
    );
  }
  try {
    await rm(entry.path, { recursive: true });
  } catch (cause) {
    throw new UserError(
      `${entry.path} can't be deleted: ${(cause as Error).message}`,
      'make it and the results folder writable',
      { cause },
    );
  }
}
