import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { UserError } from '../../../words/user-error';
import type { Upload } from './container-inputs';

/**
 * A tar archive of the files to put at the root of a container. Files belong to root unless the
 * upload names an owner; their mode is 0644, or 0744 if executable, unless it names permissions.
 */
export async function uploadArchive(uploads: readonly Upload[]): Promise<Readable> {
  const archive = pack();
  for (const upload of uploads) {
    archive.entry(
      {
        name: upload.file.replace(/^\/+/, ''),
        mode: parseInt(upload.permissions ?? (upload.executable ? '0744' : '0644'), 8),
        uid: Number(upload.owner ?? 0),
        gid: Number(upload.group ?? 0),
        mtime: new Date(),
      },
      await uploadContent(upload),
    );
  }
  archive.finalize();
  return Readable.from(archive);
}

/**
 * The bytes of one upload.
 *
 * @throws UserError unless exactly one of content, contentBase64 and source is given and not empty,
 * as the official provider demands
 */
export async function uploadContent(upload: Upload): Promise<Buffer> {
  const given = [upload.content, upload.contentBase64, upload.source].filter(
    (one) => one !== undefined && one !== '',
  );
  if (given.length !== 1) {
    throw new UserError(
      `the upload of ${upload.file} has ${given.length === 0 ? 'no' : 'more than one'} content`,
      "give exactly one of 'content', 'contentBase64' and 'source', and not an empty one",
    );
  }
  if (upload.content) return Buffer.from(upload.content, 'utf8');
  if (upload.contentBase64) return Buffer.from(upload.contentBase64, 'base64');
  return readFile(upload.source ?? '');
}
