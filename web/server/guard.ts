import { hostname } from 'node:os';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { escapeHtml } from '../../report/html';
import { isOwnHost, isSameOrigin, sameSecret, type Secrets } from './access';
import { HttpProblem } from './http-problem';

/** On every answer: nothing from elsewhere, in no frame, and nothing taken for what it is not. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

const REMEDY = 'open the address that `npm run ui` printed';
const BY_PROXY = `${REMEDY}; behind a proxy, start it with \`--origin\` and the proxy's address`;

/**
 * Lets nobody in but who has the token or the cookie, by a name of this machine, from this page.
 *
 * @param bind address that the server listens on
 * @param origin where browsers find it, if that is a proxy with a name of its own
 */
export function guard(
  server: FastifyInstance,
  { token, cookie, cookieName: name }: Secrets,
  { bind, origin: publicOrigin }: { readonly bind: string; readonly origin?: string },
): void {
  const own = [hostname(), bind, publicOrigin === undefined ? [] : new URL(publicOrigin).hostname];
  const names = own.flat().map((one) => one.toLowerCase());
  const secure = publicOrigin?.startsWith('https:') === true;
  const hasToken = (request: FastifyRequest): boolean => {
    const { token: given } = request.query as { token?: unknown };
    return typeof given === 'string' && sameSecret(given, token);
  };

  server.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    const { host, origin } = request.headers;
    if (!isOwnHost(host, names)) {
      throw new HttpProblem(403, 'this server does not answer to that name', BY_PROXY);
    }
    const from = {
      ...{ method: request.method, host, origin, publicOrigin },
      fetchSite: header(request, 'sec-fetch-site'),
      fetchMode: header(request, 'sec-fetch-mode'),
    };
    if (!isSameOrigin(from)) throw new HttpProblem(403, 'another site asks for that', BY_PROXY);
    if (request.method === 'GET' && hasToken(request)) return letIn(request, reply);
    if (sameSecret(request.cookies[name], cookie)) return undefined;
    throw new HttpProblem(401, 'the page is for whoever started it', REMEDY);
  });

  const letIn = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    void reply.setCookie(name, cookie, {
      ...{ path: '/', httpOnly: true, sameSite: 'strict', secure },
    });
    // Without the token it can be kept as a bookmark, and shown to others.
    const url = new URL(request.url, 'http://page');
    url.searchParams.delete('token');
    const place = `${url.pathname.replace(/^\/+/, '/')}${url.search}`;
    if (header(request, 'sec-fetch-site') !== 'cross-site') return reply.redirect(place, 303);
    // A browser that comes by a link of elsewhere shows the cookie when this page sends it on.
    return reply
      .type('text/html; charset=utf-8')
      .send(`<!doctype html><meta http-equiv="refresh" content="0;url=${escapeHtml(place)}">`);
  };
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}
