import type { FastifyInstance } from 'fastify';
import type { BackupRequest } from '../../api/backups';
import type { Context } from '../context';
import { HttpProblem } from '../http-problem';
import { knownStack, type OfStack } from '../known-stack';

interface PlanQuery extends OfStack {
  readonly Querystring: { readonly to: string };
}

const planQuery = {
  type: 'object',
  required: ['to'],
  properties: { to: { type: 'string', minLength: 1, maxLength: 100 } },
} as const;

const backupRequest = {
  type: 'object',
  additionalProperties: false,
  required: ['type'],
  properties: { type: { enum: ['full', 'diff', 'incr'] } },
} as const;

/** What a stack can be restored to, and base backups at a user's word. A restore is a job. */
export function backupRoutes(server: FastifyInstance, context: Context): void {
  const { helper, jobs, settings } = context;
  const stackOf = (request: { readonly params: OfStack['Params'] }): string =>
    knownStack(settings.root, request);

  server.get<OfStack>('/api/stacks/:stack/backups', async (request, reply) =>
    reply.type('application/json').send(await helper.json('backups', stackOf(request))),
  );

  server.get<PlanQuery>(
    '/api/stacks/:stack/restore-plan',
    { schema: { querystring: planQuery } },
    async (request, reply) => {
      const json = await helper.json('restorePlan', stackOf(request), request.query.to);
      return reply.type('application/json').send(json);
    },
  );

  server.post<OfStack & { readonly Body: BackupRequest }>(
    '/api/stacks/:stack/base-backups',
    { schema: { body: backupRequest } },
    async (request, reply) => {
      const stack = stackOf(request);
      refuseRestoring(stack);
      return reply.code(202).send(await helper.call('beginBackup', stack, request.body));
    },
  );

  server.post<OfStack>('/api/stacks/:stack/verifications', async (request, reply) => {
    const stack = stackOf(request);
    refuseRestoring(stack);
    return reply.code(202).send(await helper.call('beginVerification', stack));
  });

  /** What is stopped can't be backed up, and a repository has enough to do. */
  const refuseRestoring = (stack: string): void => {
    const job = jobs.running().find((one) => one.kind === 'restore' && one.stacks.includes(stack));
    if (job === undefined) return;
    throw new HttpProblem(409, `${job.title} runs on stack "${stack}"`, 'wait until it has ended', {
      running: job,
    });
  };
}
