import { posix } from 'node:path';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { extract, pack } from 'tar-stream';

/** A file of a container. */
export interface ContainerFile {
  /** Absolute path. */
  readonly file: string;
  readonly content: string;
  /** Whose it is, by number. Default: root's, and readable for all. */
  readonly owner?: { readonly uid?: number; readonly gid?: number; readonly mode?: number };
  /** What it is a symbolic link to, where it is one. */
  readonly linkTo?: string;
}

/**
 * Reads a file of a container, which need not run.
 *
 * @throws Error if it is not there
 */
export async function readContainerFile(
  container: Docker.Container,
  file: string,
): Promise<Required<Omit<ContainerFile, 'linkTo'>>> {
  const entries = extract();
  (await container.getArchive({ path: file })).pipe(entries);
  let found: Required<Omit<ContainerFile, 'linkTo'>> | undefined;
  // To its end: an archive that is left half read keeps its connection, and this process, for minutes.
  for await (const entry of entries) {
    const { uid = 0, gid = 0, mode = 0o644 } = entry.header;
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    found ??= { file, content: Buffer.concat(chunks).toString(), owner: { uid, gid, mode } };
  }
  if (found !== undefined) return found;
  throw new Error(`${file} is not in the container`);
}

/**
 * Writes files of a container, which need not run. Contents stand on no command line.
 *
 * @param directory where all of them are, if not anywhere: a volume, where the root is read-only
 */
export async function writeContainerFiles(
  container: Docker.Container,
  files: readonly ContainerFile[],
  directory = '/',
): Promise<void> {
  const archive = pack();
  for (const { file, content, owner, linkTo } of files) {
    const name = posix.relative(directory, file);
    if (linkTo !== undefined) archive.entry({ name, type: 'symlink', linkname: linkTo });
    else archive.entry({ name, ...owner }, content);
  }
  archive.finalize();
  await container.putArchive(Readable.from(archive), { path: directory });
}
