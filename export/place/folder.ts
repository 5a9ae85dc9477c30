import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Place } from './place';

/** A folder of this machine; its files are for their owner alone. */
export function folderPlace(path: string): Place {
  const root = resolve(path);
  return {
    name: path,
    list: async () => {
      try {
        const found = await readdir(root, { recursive: true, withFileTypes: true });
        return found
          .filter((one) => one.isFile())
          .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    },
    write: async (file, content) => {
      const target = join(root, file);
      const partial = `${target}.partial`;
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      try {
        await pipeline(content, createWriteStream(partial, { mode: 0o600 }));
        const handle = await open(partial, 'r');
        await handle.sync().finally(() => handle.close());
        await rename(partial, target);
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
    },
    read: async (file) => {
      const handle = await open(join(root, file));
      return createReadStream('', { fd: handle });
    },
    remove: async (files) => {
      for (const file of files) await rm(join(root, file), { force: true });
      const folders = [...new Set(files.map((file) => dirname(join(root, file)))), root];
      // What holds something else stays.
      for (const folder of folders) await rmdir(folder).catch(() => undefined);
    },
  };
}
