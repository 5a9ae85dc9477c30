import { lstatSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { constants } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import { pack, type Pack } from 'tar-stream';
import type { DownloadFormat } from '../../api/results';
import type { Context } from '../context';
import type { ExportedFiles } from '../helper/calls';
import { notFound } from '../http-problem';

/** What is asked for; ids are those of the list. */
export interface DownloadQuery {
  readonly id: readonly string[];
  readonly format: DownloadFormat;
  readonly table?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  json: 'application/json',
};

/** Sends runs in a format: one file as it is, several as an archive. */
export async function sendDownload(
  { id: ids, format, table }: DownloadQuery,
  reply: FastifyReply,
  { helper, settings }: Pick<Context, 'helper' | 'settings'>,
): Promise<FastifyReply> {
  const [only, ...others] = ids;
  const name = others.length === 0 ? (only ?? '') : `${ids.length}-runs`;
  if (format === 'archive') {
    return sendArchive(reply, `${name}.tar.gz`, (archive) =>
      packFolders(archive, settings.results, ids),
    );
  }
  const files = await helper.call('exportResults', settings.results, ids, format);
  const chosen = table === undefined ? files : files.filter((file) => file.name === table);
  const [file] = chosen;
  if (file === undefined) throw notFound(`there is no table "${table ?? format}" of ${name}`);
  if (chosen.length === 1 || table !== undefined) {
    const own = table === undefined ? `${name}.${format}` : `${name}-${file.name}`;
    return named(reply, own)
      .type(TYPES[format] ?? 'text/plain')
      .send(file.text);
  }
  return sendArchive(reply, `${name}-${format}.tar.gz`, (archive) => packFiles(archive, chosen));
}

/** A download under a name that is a folder's of the results. */
function named(reply: FastifyReply, name: string): FastifyReply {
  const plain = name.replace(/[^\w.-]/g, '_');
  return reply.header('content-disposition', `attachment; filename="${plain}"`);
}

function sendArchive(
  reply: FastifyReply,
  name: string,
  fill: (archive: Pack) => Promise<void>,
): FastifyReply {
  const archive = pack();
  const packed = createGzip();
  // tar-stream's streams are not Node's own.
  void pipeline(Readable.from(archive), packed).catch(() => undefined);
  fill(archive).then(
    () => {
      archive.finalize();
    },
    (error: unknown) => {
      process.stderr.write(`an archive was not finished: ${String(error)}\n`);
      packed.destroy(error as Error);
    },
  );
  return named(reply, name).type('application/gzip').send(packed);
}

async function packFiles(archive: Pack, files: ExportedFiles): Promise<void> {
  for (const { name, text } of files) await entry(archive, { name }, Buffer.from(text));
}

/** The folders as they are; links are left out, because they may lead anywhere. */
async function packFolders(archive: Pack, results: string, ids: readonly string[]): Promise<void> {
  for (const id of new Set(ids)) {
    for (const name of readdirSync(join(results, id)).sort()) {
      const path = join(results, id, name);
      if (!lstatSync(path).isFile()) continue;
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        const { mtime } = await file.stat();
        await entry(archive, { name: `${id}/${name}`, mtime }, await file.readFile());
      } finally {
        await file.close();
      }
    }
  }
}

function entry(
  archive: Pack,
  header: { readonly name: string; readonly mtime?: Date },
  content: Buffer,
): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry(header, content, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
