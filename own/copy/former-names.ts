import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readExport } from '../../export/into/import-stack';
import { MANIFEST_FILE } from '../../export/manifest';
import { folderPlace } from '../../export/place/folder';
import { COPY_FOLDER } from './copy-file';

/**
 * Names, as `schema.name`, of what a folder's copy makes in a stack, by its files; undefined where these are
 * gone.
 *
 * @throws UserError where they are damaged
 */
export async function formerNames(folder: string): Promise<ReadonlySet<string> | undefined> {
  const files = join(folder, COPY_FOLDER);
  if (!existsSync(join(files, MANIFEST_FILE))) return undefined;
  const { preData, postData } = await readExport(folderPlace(files));
  // A routine's name has the types of its arguments behind it.
  return new Set(
    [...preData, ...postData].map(({ schema, name }) => `${schema}.${name.replace(/\(.*$/, '')}`),
  );
}
