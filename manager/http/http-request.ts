import * as http from 'node:http';
import * as https from 'node:https';
import { text } from 'node:stream/consumers';
import { nameExpired } from '../tls/expired-certificate';
import type { Certificates } from '../tls/certificates';

/** How a server is spoken to. */
export type Scheme = 'http' | 'https';

/** What is asked for. */
export interface HttpRequest {
  /** Default GET. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends the request, when its time is over for instance. */
  readonly signal: AbortSignal;
}

/** What comes back, whatever its status. */
export interface HttpAnswer {
  /** Whether the status is 200 to 299. */
  readonly ok: boolean;
  readonly status: number;
  /** The status in words. */
  readonly statusText: string;
  readonly body: string;
}

/** A connection that nobody uses for so long is closed, ms. */
export const IDLE_MS = 4000;

const CLEAR = new http.Agent({ keepAlive: true, timeout: IDLE_MS });

/** What the network says where no process, no host or no container of that name is. */
const ABSENT = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENOTFOUND'];

/**
 * Asks a server, by https as whom the certificates name, and verifies that it is whom the URL names.
 *
 * @throws Error where no whole answer comes, with the `code` of what failed (`ECONNREFUSED`,
 * `ABORT_ERR`, `CERT_HAS_EXPIRED`, …)
 */
export async function request(
  url: string,
  { body, ...options }: HttpRequest,
  certificates: Certificates | undefined,
): Promise<HttpAnswer> {
  const isSecure = url.startsWith('https:');
  try {
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const asked = isSecure
        ? https.request(url, { ...options, ...(certificates && { agent: certificates.agent }) })
        : http.request(url, { ...options, agent: CLEAR });
      asked.on('response', resolve).on('error', reject).end(body);
    });
    const { statusCode: status = 0, statusMessage: statusText = '' } = response;
    const ok = status >= 200 && status < 300;
    return { ok, status, statusText, body: await text(response) };
  } catch (error) {
    throw nameExpired(error, new URL(url).hostname);
  }
}

/** Whether the network said that nobody is there, rather than nothing at all. */
export function isAbsent(error: unknown): boolean {
  return ABSENT.includes((error as { readonly code?: string }).code ?? '');
}
