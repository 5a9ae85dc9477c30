import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stacksInUse } from '../../jobs/stack-lock';
import { STOP_SIGNALS, type StopSignal } from '../../cli/stop-signal';
import { findOnPath } from '../../toolchain/pulumi/plugins';
import { awaitCondition } from '../e2e/await-condition';
import { freePort } from '../free-port';
import { startPostgisServer, type PostgisServer } from './postgis-server';
import { pulumiState, type PulumiState } from './pulumi-state';

/** Signals, sent to npm or to the command itself, end a command and all that it has started. */

const STACK = 'dev';
/** In the environment of all that a test has started. */
const MARK = 'CITUS_CLUSTER_SIGNAL_TEST';

/** A program in the CLI's place that counts what it is sent, and takes its time to end. */
const COUNTING_PULUMI = `#!${process.execPath}
if (process.argv[2] === 'version') { console.log('v99.0.0'); process.exit(); }
let interrupts = 0;
process.on('SIGINT', () => {
  interrupts += 1;
  setTimeout(() => { console.log('interrupts: ' + interrupts); process.exit(1); }, 800);
});
process.on('SIGTERM', () => console.log('SIGTERM'));
setInterval(() => undefined, 1000);
console.log('at work');
`;

let server: PostgisServer;
let state: PulumiState;
let folder: string;
let results: string;

beforeAll(async () => {
  server = await startPostgisServer();
  state = pulumiState(STACK, server.outputs);
  folder = mkdtempSync(join(tmpdir(), 'citus-cluster-signals-'));
  results = join(folder, 'results');
  mkdirSync(results);
  writeFileSync(join(folder, 'pulumi'), COUNTING_PULUMI);
  chmodSync(join(folder, 'pulumi'), 0o755);
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  state.remove();
  await server.stop();
});

const started: Command[] = [];

afterEach(() => {
  // What a failed test has left.
  for (const command of started.splice(0)) command.kill();
});

/** A command at work, as its user starts it. */
class Command {
  output = '';
  private readonly mark = `${MARK}=${Math.random()}`;
  private readonly npm: ChildProcess;
  private readonly closed: Promise<unknown[]>;

  constructor(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    started.push(this);
    const [name = '', value] = this.mark.split('=');
    this.npm = spawn('npm', ['run', '--silent', script, '--', ...args], {
      env: { ...process.env, ...state.env, ...env, [name]: value },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Of a group of its own: the signal is for one process, not for the group of the tests.
      detached: true,
    });
    this.closed = once(this.npm, 'close');
    for (const stream of [this.npm.stdout, this.npm.stderr]) {
      stream?.on('data', (text: Buffer) => (this.output += text.toString()));
    }
  }

  async says(words: string | RegExp): Promise<void> {
    await awaitCondition(
      String(words),
      () => Promise.resolve(this.output),
      (output) => (typeof words === 'string' ? output.includes(words) : words.test(output)),
      60_000,
    );
  }

  /** Command lines of what of it still runs, by process id. */
  processes(): Map<number, string> {
    const found = new Map<number, string>();
    for (const pid of readdirSync('/proc').map(Number).filter(Boolean)) {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        // One that has ended and was not asked for yet has no words.
        if (environment.includes(this.mark) && words !== '') found.set(pid, words);
      } catch {
        // It has ended meanwhile, or is another user's.
      }
    }
    return found;
  }

  /** Sends one signal to one process, and waits until nothing runs any more. */
  async end(signal: StopSignal, to: 'npm' | 'command'): Promise<unknown[]> {
    const own = [...this.processes()].find(([, words]) => words.startsWith('node --import tsx'));
    const pid = to === 'npm' ? this.npm.pid : own?.[0];
    if (pid === undefined)
      throw new Error(`no ${to} among ${JSON.stringify([...this.processes()])}`);
    process.kill(pid, signal);
    return this.ended(`${signal} to ${to}`);
  }

  /** Ctrl-C on the terminal, which signals the whole group. */
  interruptGroup(): Promise<unknown[]> {
    process.kill(-(this.npm.pid ?? 0), 'SIGINT');
    return this.ended('Ctrl-C');
  }

  private async ended(by: string): Promise<unknown[]> {
    const none = (left: readonly string[]): boolean => left.length === 0;
    const left = () => Promise.resolve([...this.processes().values()]);
    await awaitCondition(`end of all after ${by}`, left, none, 30_000);
    return this.closed;
  }

  /** Ends what of it still runs. */
  kill(): void {
    for (const pid of this.processes().keys()) process.kill(pid, 'SIGKILL');
  }
}

const SIGNALS = Object.keys(STOP_SIGNALS) as StopSignal[];
const EVERY = SIGNALS.flatMap((signal) => [[signal, 'npm'] as const, [signal, 'command'] as const]);
/** One of each where a command takes long to start: they all go the same way. */
const SOME = [
  ['SIGTERM', 'npm'],
  ['SIGHUP', 'npm'],
  ['SIGINT', 'command'],
] as const;

/** npm passes on no SIGHUP: it ends by it, as a program does that knows nothing of it. */
function endedBy(signal: StopSignal, to: 'npm' | 'command'): unknown[] {
  return signal === 'SIGHUP' && to === 'npm' ? [null, 'SIGHUP'] : [STOP_SIGNALS[signal], null];
}

describe('npm run ui', () => {
  it.each(EVERY)('ends with its server by %s to %s, and its port is free', async (signal, to) => {
    const port = String(await freePort());
    const page = new Command('ui', ['--port', port, '--no-open', '--results', results]);
    await page.says(`page: http://127.0.0.1:${port}`);
    expect(await page.end(signal, to)).toEqual(endedBy(signal, to));
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
    expect(page.output).not.toContain('error');
  });
});

describe('npm run bench', () => {
  it.each(SOME)(
    'ends with k6 by %s to %s, keeps its result, frees its stack',
    async (signal, to) => {
      const own = join(results, `${signal}-${to}`);
      mkdirSync(own);
      const args = ['--stack', STACK, '--results', own, '--warmup', '0s', '--duration', '300s'];
      const run = new Command('bench:read', [...args, '--vus', '1']);
      await run.says(/of 300 s, [1-9]\d* ops/);
      expect([...run.processes().values()].some((words) => words.includes('k6 run'))).toBe(true);
      expect(await run.end(signal, to)).toEqual(endedBy(signal, to));
      const kept = readdirSync(own).filter((name) => !name.startsWith('.'));
      expect(kept).toHaveLength(1);
      const metrics = readFileSync(join(own, kept[0] ?? '', 'metrics.json'), 'utf8');
      expect(JSON.parse(metrics)).toMatchObject({ partial: true });
      expect(stacksInUse().filter(({ stack }) => stack === STACK)).toEqual([]);
    },
  );
});

describe.skipIf(findOnPath('psql') === undefined)('npm run psql', () => {
  it.each(SOME)('ends with psql by %s to %s', async (signal, to) => {
    const sql = "DO $$ BEGIN RAISE NOTICE 'at work'; PERFORM pg_sleep(600); END $$";
    const session = new Command('psql', ['--stack', STACK, '--', '-d', 'postgres', '-c', sql]);
    await session.says('at work');
    expect(await session.end(signal, to)).toEqual(endedBy(signal, to));
  });
});

describe('a command that runs Pulumi', () => {
  it.each(SOME)('has it end its step by one SIGINT after %s to %s', async (signal, to) => {
    const path = [folder, process.env['PATH']].join(delimiter);
    const work = new Command('pulumi', ['refresh'], { PATH: path });
    await work.says('at work');
    expect(await work.end(signal, to)).toEqual(endedBy(signal, to));
    expect(work.output).toContain('interrupts: 1\n');
    expect(work.output).not.toContain('SIGTERM');
    expect(work.output).toContain('error: pulumi refresh was stopped; ');
  });

  it('has it end by one SIGINT after Ctrl-C, which a terminal sends to the whole group', async () => {
    const path = [folder, process.env['PATH']].join(delimiter);
    const work = new Command('pulumi', ['refresh'], { PATH: path });
    await work.says('at work');
    expect(await work.interruptGroup()).toEqual([130, null]);
    expect(work.output).toContain('interrupts: 1\n');
  });
});
