/** What is before the hosts of a URI, the hosts, and what is behind them. */
const PARTS = /^(\w+:\/\/(?:[^@/?#]*@)?)([^/?#]*)(.*)$/s;

/** A connection URI as one for each of its hosts, in their order. */
export type HostUris = readonly [URL, ...URL[]];

/**
 * Reads a connection URI. It may list several hosts (`postgresql://me@a:5432,b:5432/db`), as libpq's do
 * and as no URL does.
 *
 * @param uri secret
 * @throws TypeError where it is none
 */
export function uriOfEachHost(uri: string): HostUris {
  const [, before = '', hosts = '', behind = ''] = PARTS.exec(uri) ?? [];
  const [first = '', ...others] = hosts.split(',');
  const on = (host: string): URL => new URL(`${before}${host}${behind}`);
  return [on(first), ...others.map(on)];
}

/** The connection URI that lists the hosts of all; everything else is that of the first. Secret. */
export function uriOfAllHosts(uris: HostUris): string {
  const [, before = '', , behind = ''] = PARTS.exec(uris[0].href) ?? [];
  return `${before}${uris.map(({ host }) => host).join()}${behind}`;
}
