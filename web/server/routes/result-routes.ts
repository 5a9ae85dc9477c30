import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { AnnotationChange, DeleteRequest, Deletion } from '../../api/results';
import type { Context } from '../context';
import { HttpProblem, notFound } from '../http-problem';
import { sendDownload, type DownloadQuery } from './download';

interface OfResult {
  readonly Params: { readonly id: string };
}

const annotationChange = {
  type: 'object',
  additionalProperties: false,
  properties: {
    tags: { type: 'array', maxItems: 50, items: { type: 'string', minLength: 1, maxLength: 60 } },
    note: { type: ['string', 'null'], maxLength: 10_000 },
    baseline: { type: 'boolean' },
  },
} as const;

const deleteRequest = {
  type: 'object',
  additionalProperties: false,
  required: ['ids', 'confirm'],
  properties: {
    ids: { type: 'array', minItems: 1, maxItems: 10_000, items: { type: 'string' } },
    confirm: { const: true },
  },
} as const;

const downloadQuery = {
  type: 'object',
  required: ['id', 'format'],
  properties: {
    id: { type: 'array', minItems: 1, maxItems: 2000, items: { type: 'string' } },
    format: { enum: ['json', 'csv', 'html', 'archive'] },
    table: { type: 'string' },
  },
} as const;

/** The results: listed, shown, annotated, deleted, downloaded, compared. */
export function resultRoutes(server: FastifyInstance, context: Context): void {
  const { helper, listing, news, settings } = context;
  const folder = settings.results;
  const known = (id: string): string => {
    if (listing.ids().has(id)) return id;
    throw notFound(`there is no run "${id}"`, 'it may be deleted');
  };
  const sendJson = (reply: FastifyReply, json: string): FastifyReply =>
    reply.type('application/json').send(json);

  server.get('/api/results', async (request, reply) => {
    const { json, etag } = await listing.list();
    reply.headers({ etag, 'cache-control': 'no-cache' });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return sendJson(reply, json);
  });

  server.get<OfResult>('/api/results/:id', async ({ params }, reply) =>
    sendJson(reply, await helper.json('resultDetails', folder, known(params.id))),
  );

  server.patch<OfResult & { Body: AnnotationChange }>(
    '/api/results/:id',
    { schema: { body: annotationChange } },
    async ({ params, body }, reply) => {
      const json = await helper.json('annotate', folder, known(params.id), body);
      news.resultsChanged();
      return sendJson(reply, json);
    },
  );

  server.post<{ Body: DeleteRequest }>(
    '/api/results/delete',
    { schema: { body: deleteRequest } },
    async ({ body }, reply) => {
      const there = listing.ids();
      const ids = body.ids.filter((id) => there.has(id));
      const unknown = body.ids.filter((id) => !there.has(id));
      const { deleted, kept } = await helper.call('deleteResults', folder, ids);
      news.look();
      const deletion: Deletion = {
        deleted,
        kept: [...kept, ...unknown.map((id) => ({ id, error: `there is no run "${id}"` }))],
      };
      return reply.send(deletion);
    },
  );

  server.get<{ Params: { id: string; name: string } }>(
    '/api/results/:id/files/:name',
    async ({ params }, reply) => {
      const path = join(folder, known(params.id));
      const name = (await readdir(path)).find((one) => one === params.name);
      if (name === undefined || !/^[^.].*\.log$/.test(name)) {
        throw notFound(`run ${params.id} has no log "${params.name}"`);
      }
      // A link may lead anywhere.
      const file = await open(
        join(path, name),
        constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
      ).catch(() => {
        throw notFound(`${name} of ${params.id} can't be read`);
      });
      if (!(await file.stat()).isFile()) {
        await file.close();
        throw notFound(`${name} of ${params.id} is no file`);
      }
      return reply.type('text/plain; charset=utf-8').send(file.createReadStream());
    },
  );

  server.get<{ Querystring: DownloadQuery }>(
    '/api/download',
    { schema: { querystring: downloadQuery } },
    ({ query }, reply) => {
      const there = listing.ids();
      const missing = query.id.find((id) => !there.has(id));
      if (missing !== undefined) known(missing);
      return sendDownload(query, reply, context);
    },
  );

  server.get<{ Querystring: { side?: string | string[] } }>(
    '/api/comparison',
    async ({ query }, reply) => {
      const sides = [query.side ?? []].flat();
      if (sides.length < 2 || sides.length > 20) {
        throw new HttpProblem(400, 'a comparison takes 2 to 20 sides', 'choose them in the list');
      }
      return sendJson(reply, await helper.json('comparison', folder, sides));
    },
  );
}
