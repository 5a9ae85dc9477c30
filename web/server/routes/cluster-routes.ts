import type { FastifyInstance, FastifyReply } from 'fastify';
import type { StackList } from '../../api/cluster';
import type { Context } from '../context';
import { knownStack, type OfStack } from '../known-stack';

/** Stacks, their states as they change, and what can be done to them. */
export function clusterRoutes(server: FastifyInstance, context: Context): void {
  const { helper, settings, streams, news, watchOf } = context;
  const stackOf = (request: { readonly params: OfStack['Params'] }): string =>
    knownStack(settings.root, request);
  const sendJson = (reply: FastifyReply, json: string): FastifyReply =>
    reply.type('application/json').send(json);

  server.get('/api/stacks', async (): Promise<StackList> => ({
    selected: settings.stack,
    stacks: await helper.call('stacks'),
  }));

  server.get<OfStack>('/api/stacks/:stack', async (request, reply) =>
    sendJson(reply, await helper.json('clusterState', stackOf(request))),
  );

  server.get<OfStack>('/api/stacks/:stack/faults', async (request, reply) =>
    sendJson(reply, await helper.json('faults', stackOf(request))),
  );

  server.get<OfStack>('/api/stacks/:stack/events', (request, reply) => {
    const stack = stackOf(request);
    const watch = watchOf(stack);
    const stream = streams.start(reply);
    const lastId = request.headers['last-event-id'];
    stream.onClose(
      watch.listen(
        (message, id) => {
          stream.send(JSON.stringify(message), id);
        },
        typeof lastId === 'string' ? lastId : undefined,
      ),
    );
    stream.onClose(
      news.listen((message) => {
        stream.send(JSON.stringify(message), watch.id());
      }),
    );
  });
}
