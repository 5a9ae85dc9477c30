import { Agent } from 'node:https';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { askS3, type S3Request } from './s3-request';
import type { Place } from './place';
import type { S3Settings } from './s3-settings';

/** Bytes of a part of an object; a store takes 10,000 parts, of 5 MiB at least. */
const PART_BYTES = 16 * 1024 * 1024;

/** A folder in a bucket of an object store. */
export function s3Place(settings: S3Settings): Place {
  const agent = new Agent({ keepAlive: true, ca: settings.caCertificate });
  const prefix = settings.path === '' ? '' : `${settings.path}/`;
  const ask = (asked: S3Request) => askS3(settings, agent, asked);
  const said = async (asked: S3Request): Promise<string> => text(await ask(asked));
  return {
    name: `s3://${settings.bucket}/${settings.path}`,
    list: async () => {
      const files: string[] = [];
      for (let next: string | undefined = ''; next !== undefined;) {
        const query = {
          ...{ 'list-type': '2', prefix },
          ...(next !== '' && { 'continuation-token': next }),
        };
        const page = await said({ method: 'GET', query });
        const keys = [...page.matchAll(/<Key>(.*?)<\/Key>/gs)];
        files.push(...keys.map(([, key = '']) => unescaped(key).slice(prefix.length)));
        const [, token] = /<NextContinuationToken>(.*?)<\/NextContinuationToken>/s.exec(page) ?? [];
        next = token === undefined ? undefined : unescaped(token);
      }
      return files;
    },
    write: (file, content) => store(said, ask, prefix + file, content),
    read: (file) => ask({ method: 'GET', object: prefix + file }),
    remove: async (files) => {
      for (const file of files) await said({ method: 'DELETE', object: prefix + file });
    },
  };
}

/** An object that fits a part is put at once, another in parts, which are one object when all are there. */
async function store(
  said: (asked: S3Request) => Promise<string>,
  ask: (asked: S3Request) => Promise<Readable & { headers?: NodeJS.Dict<string | string[]> }>,
  object: string,
  content: Readable,
): Promise<void> {
  let upload: string | undefined;
  const tags: string[] = [];
  try {
    for await (const { part, isLast } of partsOf(content)) {
      if (isLast && upload === undefined) {
        await said({ method: 'PUT', object, body: part });
        return;
      }
      if (part.length === 0) break;
      if (upload === undefined) {
        const begun = await said({ method: 'POST', object, query: { uploads: '' } });
        upload = unescaped(/<UploadId>(.*?)<\/UploadId>/s.exec(begun)?.[1] ?? '');
      }
      const query = { partNumber: String(tags.length + 1), uploadId: upload };
      const answer = await ask({ method: 'PUT', object, query, body: part });
      answer.resume();
      tags.push(String(answer.headers?.['etag']));
    }
    const list = tags.map(
      (tag, n) => `<Part><PartNumber>${n + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
    );
    const body = `<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`;
    const ended = await said({
      ...{ method: 'POST', object, body },
      query: { uploadId: upload ?? '' },
    });
    // A store may find out that it can't only after it has begun to answer.
    if (/<Error>/.test(ended))
      throw new Error(`the store did not put ${object} together: ${ended}`);
  } catch (error) {
    if (upload !== undefined) {
      const aborted = said({ method: 'DELETE', object, query: { uploadId: upload } });
      await aborted.catch(() => undefined);
    }
    throw error;
  }
}

async function* partsOf(content: Readable): AsyncGenerator<{ part: Buffer; isLast: boolean }> {
  let chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes < PART_BYTES) continue;
    yield { part: Buffer.concat(chunks), isLast: false };
    chunks = [];
    bytes = 0;
  }
  yield { part: Buffer.concat(chunks), isLast: true };
}

function unescaped(xml: string): string {
  const names: Readonly<Record<string, string>> = {
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    amp: '&',
  };
  return xml.replace(/&(\w+);/g, (all, name: string) => names[name] ?? all);
}
