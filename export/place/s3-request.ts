import { request, type Agent } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { AwsV4Signer } from 'aws4fetch';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';
import type { S3Settings } from './s3-settings';

/** One request to an object store. */
export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Whole name of the object; empty for the bucket. */
  readonly object?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** Longest silence of the store, ms. */
const SILENCE_MS = 60_000;

/** Tries of a request that the store, or the network, says may be tried again. */
const TRIES = 4;

/**
 * Asks an object store; the answer's body is still to be read.
 *
 * @throws UserError with what the store refuses, or where it can't be reached
 */
export async function askS3(
  settings: S3Settings,
  agent: Agent,
  asked: S3Request,
): Promise<IncomingMessage> {
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await send(settings, agent, asked);
      const { statusCode = 0 } = answer;
      if (statusCode < 300) return answer;
      const said = await text(answer);
      if (statusCode < 500 || tries === TRIES) throw refusal(settings, asked, statusCode, said);
    } catch (error) {
      if (error instanceof UserError) throw error;
      if (tries === TRIES) throw unreachable(settings, error);
    }
    await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** tries));
  }
}

function unreachable({ endpoint }: S3Settings, error: unknown): UserError {
  return new UserError(
    `the object store ${endpoint} can't be reached: ${messageOf(error)}`,
    'look at its address, its certificate (--s3-ca) and the firewall',
    { cause: error },
  );
}

function refusal(
  { bucket, endpoint }: S3Settings,
  { method, object = '' }: S3Request,
  status: number,
  said: string,
): UserError {
  const [, code = `status ${status}`] = /<Code>(.*?)<\/Code>/s.exec(said) ?? [];
  const [, message = ''] = /<Message>(.*?)<\/Message>/s.exec(said) ?? [];
  return new UserError(
    `${endpoint} refuses ${method} of s3://${bucket}/${object}: ${[code, message].filter(Boolean).join(': ')}`,
    'look at the keys, the bucket and its region',
  );
}

async function send(
  settings: S3Settings,
  agent: Agent,
  { method, object = '', query = {}, body }: S3Request,
): Promise<IncomingMessage> {
  const { bucket, endpoint, uriStyle, key, keySecret, token, region } = settings;
  const path = [...(uriStyle === 'path' ? [bucket] : []), ...object.split('/')].map(encode);
  const url = new URL(`https://${uriStyle === 'host' ? `${bucket}.` : ''}${endpoint}`);
  url.pathname = path.join('/');
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const signed = await new AwsV4Signer({
    ...{ method, url: url.href, region, service: 's3' },
    ...{ accessKeyId: key, secretAccessKey: keySecret },
    ...(token !== undefined && { sessionToken: token }),
  }).sign();
  const length = body === undefined ? 0 : Buffer.byteLength(body);
  const headers = { ...Object.fromEntries(signed.headers), 'content-length': length };
  return new Promise((resolve, reject) => {
    const sent = request(signed.url, { method, headers, agent }, resolve);
    sent.setTimeout(SILENCE_MS, () => sent.destroy(new Error(`${endpoint} does not answer`)));
    sent.on('error', reject);
    sent.end(body);
  });
}

function encode(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
