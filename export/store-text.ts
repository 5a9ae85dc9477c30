import { Readable } from 'node:stream';
import { Checksum } from './checksum';
import type { StoredFile } from './manifest';
import type { Place } from './place/place';

/** Stores a text as a file. */
export async function storeText(place: Place, file: string, text: string): Promise<StoredFile> {
  const checksum = new Checksum();
  const content = Readable.from([Buffer.from(text)]);
  content.on('error', () => undefined);
  await place.write(file, content.pipe(checksum));
  return { file, bytes: checksum.bytes, sha256: checksum.sha256() };
}
