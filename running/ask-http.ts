import { request as requestClear, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestSecure } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Endpoint } from '../topology/endpoints';
import { httpSchemes, type HttpScheme } from '../topology/tls/http-schemes';
import { abortAfter } from '../words/abort-after';
import { now } from '../words/clock';
import { firstToAnswer } from '../words/first-to-answer';
import type { Deployment } from './local-state';

/** What of a deployment tells how it is asked. */
type AskedDeployment = Pick<Deployment, 'plan' | 'caCertificate'>;

/** What a server answered, whatever its status. */
export interface HttpAnswer {
  /** Of several hosts the one that answered. */
  readonly host: string;
  readonly status: number;
  readonly body: string;
}

/**
 * Asks the manager or the load balancer from outside the cluster, by https where that is how it serves;
 * then it is verified. Of several hosts whichever answers first is taken ({@link firstToAnswer}).
 *
 * @param path with its slash
 * @param limitMs for the whole answer, ms
 * @throws Error where none comes in time, or from somebody else; it names the hosts where there are several
 */
export async function askHttp(
  deployment: AskedDeployment,
  { host: first, port, hosts = [first] }: Endpoint,
  path: string,
  limitMs: number,
): Promise<HttpAnswer> {
  const until = now() + limitMs;
  return firstToAnswer(hosts, (host, cancel) =>
    askHost(deployment, { host, port }, path, abortAfter(until - now(), cancel)),
  );
}

/** Asks one host, as {@link askHttp} does, until the signal ends it. */
export async function askHost(
  { plan, caCertificate }: AskedDeployment,
  { host, port }: Endpoint,
  path: string,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const options = { host, port, path, signal, ca: caCertificate, agent: false as const };
  return bySchemes(httpSchemes(plan), async (scheme) => {
    try {
      const response = await respond(scheme, options);
      return { host, status: response.statusCode ?? 0, body: await text(response) };
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  });
}

/**
 * Asks by one scheme after the other.
 *
 * @throws what the first one failed with, where all do
 */
export async function bySchemes<T>(
  schemes: readonly HttpScheme[],
  ask: (scheme: HttpScheme) => Promise<T>,
): Promise<T> {
  const failures: unknown[] = [];
  for (const scheme of schemes) {
    try {
      return await ask(scheme);
    } catch (error) {
      failures.push(error);
    }
  }
  throw failures[0];
}

function respond(
  scheme: HttpScheme,
  options: RequestOptions & { readonly ca?: string | undefined },
): Promise<IncomingMessage> {
  const request = scheme === 'https' ? requestSecure : requestClear;
  return new Promise((resolve, reject) => {
    request(options, resolve).on('error', reject).end();
  });
}
