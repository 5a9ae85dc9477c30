import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { freePort } from '../free-port';

const ROOT = path.join(__dirname, '..', '..');

/** The address that the command prints for its user. */
const ADDRESS = /https?:\/\/[\d.]+:\d+\/\S*/;

/** `npm run ui`, as its user starts it. */
export interface PageServer {
  /** For the first visit, with the token. */
  readonly url: string;
  readonly origin: string;
  /** All that it has printed. */
  readonly output: () => string;
  /** Ends it and all that it has started without a warning, as a lost machine would. */
  readonly kill: () => Promise<void>;
  /** Ends it as Ctrl-C does. */
  readonly close: () => Promise<void>;
}

/** What a server is started with. */
export interface PageServerOptions {
  /** The results folder. */
  readonly results: string;
  /** The folder of `npm run own`; default: the command's. */
  readonly own?: string;
  /** Default: one that is free. */
  readonly port?: number;
  readonly stack?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts it, and waits until it has printed its address. */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const port = options.port ?? (await freePort());
  const args = ['--port', String(port), '--results', options.results, '--no-open'];
  if (options.own !== undefined) args.push('--own', options.own);
  if (options.stack !== undefined) args.push('--stack', options.stack);
  const child = spawn('npm', ['run', '--silent', 'ui', '--', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, to be ended as a whole.
    detached: true,
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      const [found] = ADDRESS.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', (code) => {
      reject(new Error(`npm run ui ended with ${code}\n${output}`));
    });
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    signalGroup(child, signal);
    await closed;
  };
  return {
    url,
    origin: new URL(url).origin,
    output: () => output,
    kill: () => end('SIGKILL'),
    close: () => end('SIGINT'),
  };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(-pid, signal);
}
