import { freeSpaceAt } from '../../dataset/disk-space';

/** What rows may take as text, at most, in times of what they take in a table, which compresses long values. */
const TEXT = 4;

/**
 * How much files of rows are compressed, as gzip counts it: not at all where the disk has room for it, as
 * compressing takes the CPU as long as all else that is done with them here; else as fast as can be, to about a
 * third.
 *
 * @param folder where the files are to be
 * @param bytes of the rows in their tables
 */
export async function compressionFor(folder: string, bytes: number): Promise<0 | 1> {
  const free = await freeSpaceAt(folder);
  return free.bytes > TEXT * bytes ? 0 : 1;
}
