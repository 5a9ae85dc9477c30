import type { FastifyInstance } from 'fastify';
import { FAULT_NAMES } from '../../../chaos/faults/fault';
import type { JobList, JobRequest } from '../../api/jobs';
import { TARGETS } from '../../../topology/target';
import type { Context } from '../context';
import { HttpProblem } from '../http-problem';
import { followJournal, isToldToTheEnd } from '../journal-tail';

interface OfJob {
  readonly Params: { readonly id: string };
}

const word = { type: 'string', minLength: 1, maxLength: 200 } as const;
const whole = { type: 'integer', minimum: 0, maximum: 2 ** 31 - 1 } as const;

/** As web/api/jobs.ts declares it; the command judges the values. */
const benchRequest = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'stack', 'scenario'],
  properties: {
    kind: { const: 'bench' },
    stack: word,
    // A name: a path would have the server run a file of the asker's choice.
    scenario: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9-]*$', maxLength: 100 },
    vus: whole,
    rate: { anyOf: [whole, { type: 'string', pattern: '^\\d{1,3}%$' }] },
    durationS: whole,
    warmupS: whole,
    readRatio: whole,
    profile: { enum: ['none', 'seed'] },
    to: { enum: [...TARGETS] },
    tag: word,
    repeat: whole,
    seed: whole,
    evidence: { type: 'boolean' },
    failIf: { type: 'array', maxItems: 20, items: word },
  },
} as const;

const chaosRequest = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'stack', 'fault', 'confirm'],
  properties: {
    kind: { const: 'chaos' },
    stack: word,
    fault: { enum: FAULT_NAMES },
    target: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]*$', maxLength: 100 },
    holdS: whole,
    rounds: whole,
    rate: whole,
    force: { type: 'boolean' },
    confirm: { const: true },
  },
} as const;

const restoreRequest = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'stack', 'confirm'],
  properties: {
    kind: { const: 'restore' },
    stack: word,
    to: word,
    undo: { const: true },
    confirm: word,
  },
} as const;

/** Benchmarks, faults and restores: started, followed, stopped. */
export function jobRoutes(server: FastifyInstance, context: Context): void {
  const { jobs, news, streams } = context;

  server.get('/api/jobs', (): JobList => ({ jobs: jobs.list() }));

  server.post<{ Body: JobRequest }>(
    '/api/jobs',
    {
      schema: {
        body: {
          type: 'object',
          required: ['kind'],
          discriminator: { propertyName: 'kind' },
          oneOf: [benchRequest, chaosRequest, restoreRequest],
        },
      },
    },
    async (request, reply) => {
      refuseOtherName(request.body);
      const job = await jobs.start(request.body);
      news.look();
      return reply.code(201).send(job);
    },
  );

  server.get<OfJob>('/api/jobs/:id', ({ params }) => jobs.find(params.id).job);

  server.get<OfJob>('/api/jobs/:id/output', ({ params }, reply) => {
    const text = jobs.output(params.id);
    return reply
      .header('content-disposition', `attachment; filename="${params.id}.log"`)
      .type('text/plain; charset=utf-8')
      .send(text);
  });

  server.post<OfJob>('/api/jobs/:id/stop', ({ params }, reply) =>
    reply.code(202).send(jobs.stop(params.id)),
  );

  server.get<OfJob>('/api/jobs/:id/events', (request, reply) => {
    const { folder } = jobs.find(request.params.id);
    const lastId = request.headers['last-event-id'];
    const from = typeof lastId === 'string' && /^\d{1,15}$/.test(lastId) ? Number(lastId) : 0;
    // An event source asks again when a stream has ended, unless it is told that nothing comes.
    if (from > 0 && isToldToTheEnd(folder, from)) {
      void reply.code(204).send();
      return;
    }
    followJournal(folder, from, streams.start(reply));
  });
}

/** Who restores a stack has typed its name, on the page as at a terminal. */
function refuseOtherName(request: JobRequest): void {
  if (request.kind !== 'restore' || request.confirm === request.stack) return;
  throw new HttpProblem(
    422,
    `nothing was changed: the name is ${request.stack}, not "${request.confirm}"`,
  );
}
