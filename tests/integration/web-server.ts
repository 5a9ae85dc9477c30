import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { join, resolve } from 'node:path';
import { freePort } from '../free-port';
import { secretsOf } from '../../web/server/access';
import { SERVER_OPTIONS, type BuiltPage } from '../../web/server/build';
import type { ServerSettings } from '../../web/server/settings';

/** The page's server as a process of its own, as `npm run ui` runs it. */
export interface WebServer {
  readonly port: number;
  readonly pid: number;
  readonly token: string;
  /** `name=value`, as a browser that was let in sends it. */
  readonly cookie: string;
  /** Ends it at once, as a lost machine would. */
  readonly kill: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** An answer that was read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Starts it, and waits until it listens. */
export async function startWebServer(
  { server, helper, client }: BuiltPage,
  options: {
    readonly results: string;
    /** The folder of `npm run own`; default: none. */
    readonly own?: string;
    readonly port?: number;
    readonly stack?: string;
    readonly origin?: string;
    readonly key?: string;
    readonly env?: NodeJS.ProcessEnv;
  },
): Promise<WebServer> {
  const port = options.port ?? (await freePort());
  const key = options.key ?? 'only-for-this-test';
  const settings: ServerSettings = {
    ...{ bind: '127.0.0.1', port, key, helper, client },
    ...(options.origin !== undefined && { origin: options.origin }),
    own: options.own ?? join(options.results, 'own-database'),
    ...{ results: options.results, stack: options.stack ?? 'dev', root: resolve('.') },
  };
  const child = spawn(process.execPath, [...SERVER_OPTIONS, server], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...options.env },
  });
  child.stdin.end(JSON.stringify(settings));
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'close').then(([code]) => {
      throw new Error(`the server ended with ${String(code)}`);
    }),
  ]);
  const { token, cookie, cookieName } = secretsOf(key);
  return {
    ...{ port, pid: child.pid ?? 0, token, cookie: `${cookieName}=${cookie}` },
    kill: () => end(child, 'SIGKILL'),
    close: () => end(child, 'SIGINT'),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
}

/** Sends a request exactly as it is written, and returns the answer when its head is there. */
export function send(
  { port }: Pick<WebServer, 'port'>,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string | Buffer,
): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, done);
    sent.on('error', fail);
    sent.end(body);
  });
}

/** Sends a request and reads the answer. */
export async function ask(...args: Parameters<typeof send>): Promise<Answer> {
  const answer = await send(...args);
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    text: Buffer.concat(chunks).toString('utf8'),
  };
}

/** What a process has in memory, bytes; Linux alone. */
export function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}
