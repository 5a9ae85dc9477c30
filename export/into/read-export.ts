import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startProgress } from '../../cli/progress';
import { UserError } from '../../words/user-error';
import { AmountLeft } from '../amount-left';
import { Checksum } from '../checksum';
import { inTurn } from '../in-turn';
import { MANIFEST_FILE, parseManifest, type Manifest } from '../manifest';
import type { Place } from '../place/place';

/** Files that are read at the same time. */
const AT_ONCE = 4;

/**
 * The manifest of an export.
 *
 * @throws UserError where the place has none: an export that was cut off has none either
 */
export async function readManifest(place: Place): Promise<Manifest> {
  const files = await place.list();
  if (!files.includes(MANIFEST_FILE)) {
    throw new UserError(
      `${place.name} is no export: it has no ${MANIFEST_FILE}`,
      files.length === 0
        ? 'there is nothing; name the folder that an export was written to'
        : 'an export that was cut off has none; export again',
    );
  }
  const manifest = parseManifest(await text(await place.read(MANIFEST_FILE)), place.name);
  const missing = storedFiles(manifest).find(({ file }) => !files.includes(file));
  if (missing === undefined) return manifest;
  throw new UserError(`${place.name} is damaged: ${missing.file} is missing`, 'take another copy');
}

/**
 * Reads all files and compares them with the manifest.
 *
 * @throws UserError for one that is not as it was written
 */
export async function verifyFiles(
  manifest: Manifest,
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  const files = storedFiles(manifest);
  const amount = new AmountLeft(files.reduce((sum, { bytes }) => sum + bytes, 0));
  const progress = startProgress(`files of ${place.name}`);
  try {
    await inTurn(files, Array.from({ length: AT_ONCE }), async (_, { file, bytes, sha256 }) => {
      const checksum = new Checksum();
      const nowhere = new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          amount.add(chunk.length);
          done();
        },
      });
      await pipeline(await place.read(file), checksum, nowhere, { signal });
      progress.update(amount.text);
      if (checksum.bytes === bytes && checksum.sha256() === sha256) return;
      throw new UserError(
        `${place.name} is damaged: ${file} is not as it was written`,
        'take another copy; nothing was changed',
      );
    });
    progress.done(`${files.length} as they were written`);
  } catch (error) {
    progress.fail();
    throw error;
  }
}

function storedFiles({ schema, tables }: Manifest) {
  return [...schema, ...tables.flatMap(({ files }) => files)];
}
