import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The client's files, as they are built. */
const FILES = {
  'index.html': 'text/html; charset=utf-8',
  'main.js': 'text/javascript; charset=utf-8',
  'main.css': 'text/css; charset=utf-8',
} as const;

type FileName = keyof typeof FILES;

interface StaticFile {
  readonly type: string;
  readonly etag: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
}

/** Places in the page: the client reads the address. */
const PLACES = ['/', '/backup', '/run', '/results', '/results/:id', '/compare', '/own-database'];

/**
 * Serves the client from memory, compressed as it was built.
 *
 * @param folder of the built client
 * @returns answers with the page itself
 */
export function serveStatic(
  server: FastifyInstance,
  folder: string,
): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  const files = new Map(
    (Object.keys(FILES) as FileName[]).map((name) => [name, readStatic(folder, name)]),
  );
  const answer = (name: FileName) => (request: FastifyRequest, reply: FastifyReply) => {
    const { type, etag, plain, gzip } = files.get(name) as StaticFile;
    reply.headers({ etag, 'cache-control': 'no-cache', vary: 'accept-encoding' });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    if (takesGzip) reply.header('content-encoding', 'gzip');
    return reply.type(type).send(takesGzip ? gzip : plain);
  };
  server.get('/main.js', answer('main.js'));
  server.get('/main.css', answer('main.css'));
  for (const place of PLACES) server.get(place, answer('index.html'));
  return answer('index.html');
}

function readStatic(folder: string, name: FileName): StaticFile {
  const plain = readFileSync(join(folder, name));
  const gzip = readFileSync(join(folder, `${name}.gz`));
  const etag = `"${createHash('sha256').update(plain).digest('base64url')}"`;
  return { type: FILES[name], etag, plain, gzip };
}
