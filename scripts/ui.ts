import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { InvalidArgumentError } from 'commander';
import { runCommand, stackCommand, wholeNumber, type StackOptions } from '../cli/command';
import { onStop, receivedSignal } from '../cli/stop-signal';
import { OWN_FOLDER } from '../own/work-file';
import { UserError } from '../words/user-error';
import { requireStackFile } from '../toolchain/pulumi/stack-files';
import { PROJECT_ROOT } from '../toolchain/paths';
import { findOnPath } from '../toolchain/pulumi/plugins';
import { secretsOf } from '../web/server/access';
import { buildPage, SERVER_OPTIONS } from '../web/server/build';
import { pageKey } from '../web/server/page-key';
import type { ServerSettings } from '../web/server/settings';

/** How long a browser may take to read what it is to open, ms. */
const OPENING_MS = 30_000;

interface Options extends StackOptions {
  readonly bind: string;
  readonly port: number;
  readonly origin?: string;
  readonly results: string;
  readonly own: string;
  readonly open: boolean;
}

const command = stackCommand(
  'npm run ui --',
  'Serves the page: cluster, runs, results, comparison.',
)
  .option('--bind <address>', 'address to listen on', '127.0.0.1')
  .option('--port <n>', 'port to listen on', wholeNumber(1, 65_535), 8080)
  .option('--origin <url>', 'where browsers find it, behind a proxy: https://NAME', origin)
  .option('--results <folder>', 'where results are, and go', 'benchmark_results')
  .option('--own <folder>', 'files of `npm run own`', OWN_FOLDER)
  .option('--no-open', 'do not open a browser')
  .action(async ({ bind, port, origin: publicOrigin, results, own, stack, open }: Options) => {
    requireStackFile(stack);
    const { server, helper, client } = await buildPage();
    const key = pageKey();
    const settings: ServerSettings = {
      ...{ bind, port, key, stack, helper, client },
      ...(publicOrigin !== undefined && { origin: publicOrigin }),
      results: resolve(results),
      own: resolve(own),
      root: PROJECT_ROOT,
    };
    const address = publicOrigin ?? `http://${hostOf(bind)}:${port}`;
    const url = `${address}/?token=${secretsOf(key).token}`;
    await serve(server, settings, () => {
      process.stdout.write(`page: ${url}\n`);
      if (open) openBrowser(url);
    });
  });

/** An address without a path: the page is the root of its host. */
function origin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw new InvalidArgumentError('It must be an address without a path, e.g. https://page.lan.');
  }
  return url.origin;
}

/** The page's host in an address: this machine, where it listens on all of its addresses. */
function hostOf(bind: string): string {
  if (bind === '0.0.0.0' || bind === '::') return '127.0.0.1';
  return isIP(bind) === 6 ? `[${bind}]` : bind;
}

/**
 * Runs the server by plain Node.js, which takes less memory than this process, until it ends.
 *
 * @throws UserError if it can't listen
 */
async function serve(
  program: string,
  settings: ServerSettings,
  listening: () => void,
): Promise<void> {
  const child = spawn(process.execPath, [...SERVER_OPTIONS, program], {
    cwd: settings.root,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onStop(() => child.kill('SIGTERM'));
  let isListening = false;
  let complaint = '';
  createInterface({ input: child.stdout }).on('line', () => {
    isListening = true;
    listening();
  });
  child.stderr.on('data', (text: Buffer) => {
    if (isListening) process.stderr.write(text);
    else complaint += String(text);
  });
  // The settings hold the key, so they are on no command line.
  child.stdin.on('error', () => undefined).end(JSON.stringify(settings));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code === 0 || receivedSignal() !== undefined) return;
  throw refusal(settings, complaint, code ?? signal ?? '');
}

function refusal(
  { bind, port }: ServerSettings,
  complaint: string,
  how: number | string,
): UserError {
  if (complaint.startsWith('EADDRINUSE')) {
    return new UserError(
      `port ${port} of ${bind} is taken`,
      'the page may be open already; else choose another with --port',
    );
  }
  if (complaint !== '') {
    return new UserError(`the page can't be served at ${bind}:${port}: ${complaint.trim()}`);
  }
  return new UserError(
    `the page's server ended with ${how}`,
    'start it again; runs go on meanwhile',
  );
}

/**
 * Where there is a desktop; whoever has none opens the address by hand. The token is on no command
 * line: the browser gets a file that only its user can read, and that sends it on.
 */
function openBrowser(url: string): void {
  const isDesktop = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  const opener = process.platform === 'darwin' ? 'open' : isDesktop ? 'xdg-open' : undefined;
  if (opener === undefined || findOnPath(opener) === undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'citus-cluster-page-'));
  const file = join(folder, 'open.html');
  const html = `<!doctype html><meta http-equiv="refresh" content="0;url=${url}">`;
  writeFileSync(file, html, { mode: 0o600 });
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  setTimeout(remove, OPENING_MS).unref();
  process.on('exit', remove);
  spawn(opener, [file], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

void runCommand(command);
