import { createHmac, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';

/** What the token and the cookie are made from: neither tells the other, or the key. */
export interface Secrets {
  /** In the URL of the first visit. */
  readonly token: string;
  /** In the cookie of all others. */
  readonly cookie: string;
  /**
   * The cookie's name. Browsers keep cookies by host, whatever the port: two servers that are reached
   * by tunnels at the same local host have keys, and so names, of their own. Not secret.
   */
  readonly cookieName: string;
}

/** Token and cookie of a key; the same after a restart, so that open pages go on. */
export function secretsOf(key: string): Secrets {
  const derive = (purpose: string): string =>
    createHmac('sha256', key).update(purpose).digest('base64url');
  return {
    token: derive('token'),
    cookie: derive('cookie'),
    cookieName: `citus-cluster-${derive('cookie name').slice(0, 8)}`,
  };
}

/** Compares in a time that does not depend on where the texts differ. */
export function sameSecret(given: string | undefined, wanted: string): boolean {
  if (given === undefined) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Whether a Host header can be meant for this server. A page of another site can have its name
 * resolve to this machine's address, but the browser still sends that name: so nothing but
 * addresses, `localhost` and the names that are given is answered. Any port, for tunnels.
 *
 * @param names of this machine, lower case
 */
export function isOwnHost(host: string | undefined, names: readonly string[]): boolean {
  const [, name = ''] = /^(\[[^\]]+\]|[^:[\]]+)(?::\d{1,5})?$/.exec(host ?? '') ?? [];
  const plain = name.replace(/^\[|\]$/g, '').toLowerCase();
  return isIP(plain) !== 0 || plain === 'localhost' || names.includes(plain);
}

/** What a browser says of where a request comes from. */
export interface Provenance {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** Where browsers find the page, if that is a proxy with a name of its own. */
  readonly publicOrigin: string | undefined;
  /** `Sec-Fetch-Site` */
  readonly fetchSite: string | undefined;
  /** `Sec-Fetch-Mode` */
  readonly fetchMode: string | undefined;
}

/**
 * Whether a request may be answered, by where it comes from: one that changes something must come
 * from this page, and say so by its Origin. One that reads must not say that it comes from another,
 * unless it is a link that somebody follows.
 */
export function isSameOrigin(request: Provenance): boolean {
  const { method, host, origin, publicOrigin, fetchSite, fetchMode } = request;
  const ownOrigin =
    origin !== undefined &&
    (origin === publicOrigin || /^https?:\/\/(.+)$/.exec(origin)?.[1] === host);
  if (method !== 'GET' && method !== 'HEAD') return ownOrigin;
  if (fetchMode === 'navigate') return true;
  if (origin !== undefined && !ownOrigin) return false;
  return fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none';
}
