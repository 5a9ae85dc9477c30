import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { leaveInterrupts, onStop, receivedSignal } from '../cli/stop-signal';
import { UserError } from '../words/user-error';

/** How a program is run. */
export interface RunOptions {
  /** Its whole environment. Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Its working folder. Default: this process's. */
  readonly cwd?: string;
  /** What it reads on stdin; nothing by default. */
  readonly input?: string;
  /** It is killed after this time, ms. No limit by default. */
  readonly timeoutMs?: number;
  /** Called with each line of its output as it comes, stdout and stderr alike. */
  readonly onLine?: (line: string) => void;
}

/** What a program left behind. */
export interface RunResult {
  /** Exit code; 128 + the signal's number is not modelled: a killed program has 1. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program without a shell and captures its output. A non-zero exit code is the caller's to
 * judge. A signal that asks this process to end ends the program too.
 *
 * @throws UserError if the program can't be started, or was ended by such a signal
 */
export function capture(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const { env = process.env, cwd, input, timeoutMs, onLine } = options;
    const child = spawn(file, args, {
      env,
      cwd,
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      // Of a group of its own, it is ended once, with all that it has started.
      detached: true,
    });
    endWithThis(child);
    const release = onStop(() => {
      endGroup(child, 'SIGTERM');
    });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk;
        if (onLine === undefined) return;
        for (const line of chunk.split('\n')) if (line !== '') onLine(line);
      });
    }
    // A program that ends without reading its input closes the pipe; its exit code tells why.
    child.stdin?.on('error', () => undefined).end(input);
    child.on('error', (cause) => {
      release();
      reject(cannotStart(file, cause));
    });
    child.on('close', (code, signal) => {
      release();
      const stop = receivedSignal();
      if (stop !== undefined && signal !== null) reject(new UserError(`stopped by ${stop}`));
      else resolve({ code: code ?? 1, ...text });
    });
  });
}

/** How a program is run that has this process's terminal. */
export interface AttachedOptions extends Pick<RunOptions, 'env' | 'cwd'> {
  readonly stdio?: StdioOptions;
  /** What asks it to end, sent to it once for each signal that this process gets. Default SIGTERM. */
  readonly endsBy?: NodeJS.Signals;
  /**
   * Leave it in the terminal's foreground, where Ctrl-C reaches it and it alone decides what that
   * means. Default: it is of a group of its own, and this process passes on what it gets.
   */
  readonly ownsTerminal?: boolean;
}

/**
 * Runs a program on this process's terminal, and waits for it when a signal asks both to end. What it
 * has started and left is then asked to end, too.
 *
 * @returns its exit code
 * @throws UserError if the program can't be started
 */
export function runAttached(
  file: string,
  args: readonly string[],
  options: AttachedOptions = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { env = process.env, cwd, stdio = 'inherit', endsBy = 'SIGTERM' } = options;
    const { ownsTerminal = false } = options;
    const child = spawn(file, args, { env, cwd, stdio, detached: !ownsTerminal });
    if (!ownsTerminal) endWithThis(child);
    const resize = (): void => void child.kill('SIGWINCH');
    process.on('SIGWINCH', resize);
    const releases = [
      onStop(() => void child.kill(endsBy)),
      () => process.off('SIGWINCH', resize),
      ...(ownsTerminal ? [leaveInterrupts()] : []),
    ];
    const release = (): void => {
      for (const one of releases) one();
    };
    child.on('error', (cause) => {
      release();
      reject(cannotStart(file, cause));
    });
    child.on('close', (code) => {
      release();
      // A shell, for one, ends without its children.
      if (!ownsTerminal && receivedSignal() !== undefined) endGroup(child, endsBy);
      resolve(code ?? 1);
    });
  });
}

/** Programs of groups of their own that still run. */
const running = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of running) endGroup(child, 'SIGKILL');
});

/**
 * Has a program that leads a group of its own, and all that it has started, end with this process at
 * the latest.
 */
export function endWithThis(child: ChildProcess): void {
  running.add(child);
  const ended = (): void => void running.delete(child);
  child.once('close', ended).once('error', ended);
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

function cannotStart(file: string, cause: Error): UserError {
  return new UserError(`${file} can't be started: ${cause.message}`, undefined, { cause });
}

/** The last line with text, which is where most programs put their error. */
export function lastLine(text: string): string {
  return (
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .at(-1) ?? 'no output'
  );
}
