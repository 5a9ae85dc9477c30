import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { ClusterManager } from './cluster-manager';
import { log } from './log';
import type { Certificates } from './tls/certificates';

/** What is served of a manager. */
export type ServedManager = Pick<
  ClusterManager,
  'alive' | 'findings' | 'isConnected' | 'notReadyReasons' | 'status' | 'metrics'
>;

interface Answer {
  readonly code: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Serves `/health` (the daemon works), `/ready` (200 once the cluster can be used, else 503 with
 * the reasons), `/status` (JSON; `?rows=exact` counts rows), `/metrics` (Prometheus), `/findings` (what
 * other managers ask it for) and `/connected` (503 on a host that is cut off from the others; its load
 * balancer asks). Whatever a client sends, it gets an answer or loses its connection, and
 * others are served as before.
 *
 * @param certificates by which it serves https where the cluster's clients verify whom they speak to;
 * after each reload the new one
 */
export function serve(
  manager: ServedManager,
  port: number,
  certificates?: Certificates,
): Server | SecureServer {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(manager, request)
      .catch((error: unknown) => {
        log('error', 'a request failed', { error: String(error) });
        return json(500, { error: 'internal error; see the log' });
      })
      .then(({ code, type, body }) => {
        response.writeHead(code, { 'content-type': type }).end(body);
      })
      .catch((error: unknown) => {
        log('warn', 'an answer could not be sent', { error: String(error) });
        response.destroy();
      });
  };
  return (
    certificates?.verified === true ? secureServer(certificates, listener) : createServer(listener)
  ).listen(port);
}

function secureServer(
  certificates: Certificates,
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): SecureServer {
  const { cert, key } = certificates.material;
  const server = createSecureServer({ cert, key }, listener);
  certificates.onReload(() => {
    server.setSecureContext({ cert: certificates.material.cert, key: certificates.material.key });
  });
  return server;
}

async function answer(
  manager: ServedManager,
  { method = '', url = '' }: IncomingMessage,
): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') {
    return json(405, { error: 'nothing can be changed here: GET and HEAD are allowed' });
  }
  // Not parsed as a URL: what a client may send need not be one, "//" for instance.
  const [path = '', query = ''] = url.split('?');
  switch (path) {
    case '/health':
      return json(manager.alive ? 200 : 503, { alive: manager.alive });
    case '/ready': {
      const reasons = await manager.notReadyReasons();
      return json(reasons.length === 0 ? 200 : 503, { ready: reasons.length === 0, reasons });
    }
    case '/status': {
      const rows = new URLSearchParams(query).get('rows') ?? 'estimated';
      if (rows !== 'estimated' && rows !== 'exact') {
        return json(400, { error: 'rows may be "estimated" or "exact"' });
      }
      return json(200, await manager.status({ counted: rows === 'exact' }));
    }
    case '/metrics': {
      const body = await manager.metrics.render(await manager.status());
      return { code: 200, type: manager.metrics.contentType, body };
    }
    case '/findings':
      return json(200, manager.findings);
    case '/connected': {
      const connected = await manager.isConnected();
      return json(connected ? 200 : 503, { connected });
    }
    default:
      return json(404, {
        error: 'there are /health, /ready, /status, /metrics, /findings and /connected',
      });
  }
}

function json(code: number, document: unknown): Answer {
  return { code, type: 'application/json', body: `${JSON.stringify(document, null, 2)}\n` };
}
