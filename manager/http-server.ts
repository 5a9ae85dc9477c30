import { createServer, type Server } from 'node:http';
import type { ClusterManager } from './cluster-manager';
import { log } from './log';

interface Answer {
  readonly code: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Serves `/health` (the daemon works), `/ready` (200 once the cluster can be used, else 503 with
 * the reasons), `/status` (JSON) and `/metrics` (Prometheus).
 */
export function serve(manager: ClusterManager, port: number): Server {
  const server = createServer((request, response) => {
    answer(manager, new URL(request.url ?? '/', 'http://manager').pathname)
      .catch((error: unknown) => {
        log('error', 'a request failed', { error: String(error) });
        return json(500, { error: 'internal error; see the log' });
      })
      .then(({ code, type, body }) => {
        response.writeHead(code, { 'content-type': type }).end(body);
      }, undefined);
  });
  server.listen(port);
  return server;
}

async function answer(manager: ClusterManager, path: string): Promise<Answer> {
  switch (path) {
    case '/health':
      return json(manager.alive ? 200 : 503, { alive: manager.alive });
    case '/ready': {
      const reasons = await manager.notReadyReasons();
      return json(reasons.length === 0 ? 200 : 503, { ready: reasons.length === 0, reasons });
    }
    case '/status':
      return json(200, await manager.status());
    case '/metrics': {
      const body = await manager.metrics.render(await manager.status());
      return { code: 200, type: manager.metrics.contentType, body };
    }
    default:
      return json(404, { error: 'there are /health, /ready, /status and /metrics' });
  }
}

function json(code: number, document: unknown): Answer {
  return { code, type: 'application/json', body: `${JSON.stringify(document, null, 2)}\n` };
}
