import { spawn, type StdioOptions } from 'node:child_process';
import { UserError } from '../cli/user-error';

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
 * judge.
 *
 * @throws UserError if the program can't be started
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
    });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk;
        const line = chunk.trimEnd().split('\n').at(-1);
        if (onLine !== undefined && line) onLine(line);
      });
    }
    // A program that ends without reading its input closes the pipe; its exit code tells why.
    child.stdin?.on('error', () => undefined).end(input);
    child.on('error', (cause) => {
      reject(cannotStart(file, cause));
    });
    child.on('close', (code) => {
      resolve({ code: code ?? 1, ...text });
    });
  });
}

/**
 * Runs a program on this process's terminal. Ctrl-C reaches the program, which cleans up; this
 * process waits for it.
 *
 * @returns its exit code
 * @throws UserError if the program can't be started
 */
export function runAttached(
  file: string,
  args: readonly string[],
  options: Pick<RunOptions, 'env' | 'cwd'> & { readonly stdio?: StdioOptions } = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { env = process.env, cwd, stdio = 'inherit' } = options;
    const child = spawn(file, args, { env, cwd, stdio });
    // The terminal signals the whole group: the child has the signal already.
    const wait = (): void => undefined;
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on('SIGINT', wait).on('SIGTERM', pass);
    const stop = (): void => {
      process.off('SIGINT', wait).off('SIGTERM', pass);
    };
    child.on('error', (cause) => {
      stop();
      reject(cannotStart(file, cause));
    });
    child.on('close', (code) => {
      stop();
      resolve(code ?? 1);
    });
  });
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
