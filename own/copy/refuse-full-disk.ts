import { dockerFreeSpace, freeSpaceAt, type FreeSpace } from '../../dataset/disk-space';
import { formatBytes } from '../../words/bytes';
import { UserError } from '../../words/user-error';

/**
 * Refuses a copy that would fill the disk of its files, or that of the stacks, before a row is read.
 * Compressed, rows take less than half of what they take in a table.
 *
 * @param folder where the files are to be
 * @param bytes of the tables, with indexes
 * @param copies of each row in all stacks together; each is written to the log as well
 * @throws UserError with what it needs and what is free
 */
export async function refuseFullDisk(folder: string, bytes: number, copies: number): Promise<void> {
  refuse('files', bytes / 2, await freeSpaceAt(folder));
  refuse('rows in the stacks', 2 * bytes * copies, await dockerFreeSpace());
}

function refuse(what: string, bytes: number, free: FreeSpace | undefined): void {
  if (free === undefined || bytes <= free.bytes) return;
  throw new UserError(
    `the ${what} take up to ${formatBytes(bytes)}, and ${free.path} has ${formatBytes(free.bytes)} free`,
    'free some space, or copy less by --sample',
  );
}
