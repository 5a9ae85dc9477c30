import cookies from '@fastify/cookie';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { StackInUse } from '../../jobs/stack-lock';
import { UserError } from '../../words/user-error';
import type { Problem } from '../api/problem';
import { secretsOf } from './access';
import { createContext } from './context';
import { guard } from './guard';
import { HelperError } from './helper-client';
import { HttpProblem } from './http-problem';
import { backupRoutes } from './routes/backup-routes';
import { clusterRoutes } from './routes/cluster-routes';
import { jobRoutes } from './routes/job-routes';
import { resultRoutes } from './routes/result-routes';
import type { ServerSettings } from './settings';
import { serveStatic } from './static-files';

/** Largest body of a request, bytes: a list of a thousand ids is a tenth of it. */
const BODY_LIMIT = 1_000_000;

/** How long the scenarios are taken as they were read, ms. */
const SCENARIOS_MS = 60_000;

/** The page's server, ready to listen. */
export async function createServer(settings: ServerSettings): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    // Event streams end when the server does.
    forceCloseConnections: true,
    // A value that is none of its type is refused, not bent; one id of a query is a list of one.
    ajv: {
      customOptions: {
        ...{ coerceTypes: false, removeAdditional: false, discriminator: true },
      },
    },
    routerOptions: { querystringParser: parseQuery },
  });
  const context = createContext(settings);
  await server.register(cookies);
  server.setErrorHandler<FastifyError>((error, _request, reply) => {
    const { status, problem } = answerTo(error);
    return reply.code(status).send(problem);
  });
  guard(server, secretsOf(settings.key), settings);
  const sendPage = serveStatic(server, settings.client);
  server.setNotFoundHandler((request, reply) => {
    if (request.method === 'GET' && !/^\/api(\/|$)/.test(request.url)) {
      return sendPage(request, reply.code(404));
    }
    const problem: Problem = {
      error: `there is no ${request.method} ${path(request.url)}`,
      remedy: null,
    };
    return reply.code(404).send(problem);
  });
  clusterRoutes(server, context);
  backupRoutes(server, context);
  jobRoutes(server, context);
  resultRoutes(server, context);
  scenarioRoute(server, context.helper);
  server.get('/api/own-database', async (_request, reply) =>
    reply.type('application/json').send(await context.helper.json('ownDatabase', settings.own)),
  );
  server.addHook('preClose', async () => {
    context.close();
  });
  server.addHook('onListen', async () => {
    // Whoever opens the page asks for the list first.
    await context.listing.list().catch(() => undefined);
  });
  return server;
}

function scenarioRoute(
  server: FastifyInstance,
  helper: { json(name: 'scenarios'): Promise<string> },
): void {
  let known: { readonly at: number; readonly json: Promise<string> } | undefined;
  server.get('/api/scenarios', async (_request, reply) => {
    if (known === undefined || Date.now() - known.at > SCENARIOS_MS) {
      const json = helper.json('scenarios');
      known = { at: Date.now(), json };
      json.catch(() => (known = undefined));
    }
    return reply.type('application/json').send(await known.json);
  });
}

/** `id` is a list, however often it is given. */
function parseQuery(text: string): Record<string, unknown> {
  const query = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const values = query.getAll(name);
      return [name, name === 'id' || name === 'side' ? values : values[0]];
    }),
  );
}

function path(url: string): string {
  return url.split('?')[0] ?? '';
}

function answerTo(error: Error & { readonly statusCode?: number }): {
  readonly status: number;
  readonly problem: Problem;
} {
  if (error instanceof HttpProblem) return { status: error.status, problem: error.problem };
  if (error instanceof UserError) {
    const isDefect = error instanceof HelperError && error.defect;
    const status = error instanceof StackInUse ? 409 : isDefect ? 500 : 422;
    return { status, problem: { error: error.what, remedy: error.remedy ?? null } };
  }
  const { statusCode = 500 } = error;
  if (statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, problem: { error: error.message, remedy: null } };
  }
  process.stderr.write(`${error.stack ?? error.message}\n`);
  return {
    status: 500,
    problem: { error: 'the server failed: it is a defect', remedy: 'its output says where' },
  };
}
