import { spawn } from 'node:child_process';
import { UserError } from '../../../words/user-error';

/** One command to run. */
export interface CommandRun {
  command: string;
  /** program and arguments that take the command as their last argument */
  interpreter: readonly string[];
  dir: string | undefined;
  /** added to this process's own */
  environment: Readonly<Record<string, string>>;
  stdin: string | undefined;
  onLine(stream: 'stdout' | 'stderr', line: string): void;
  signal: AbortSignal;
}

/** What a command wrote; the last newline of each is taken off. */
export interface CommandOutput {
  stdout: string;
  stderr: string;
}

/** How long a cancelled command has to end by itself before it is killed. */
const KILL_AFTER_MS = 5_000;

/**
 * Runs a command to its end. A cancelled one is ended with all the processes it has started, and so is
 * one that still runs when this process ends, because the engine is gone.
 *
 * @throws UserError if it can't be run or fails, with the command and what it wrote
 */
export function runCommand(run: CommandRun): Promise<CommandOutput> {
  const [program = '/bin/sh', ...flags] = run.interpreter;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...flags, run.command], {
      cwd: run.dir,
      env: { ...process.env, ...run.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    const output = { stdout: '', stderr: '', both: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      let line = '';
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
        output.both += text;
        const lines = (line + text).split('\n');
        line = lines.pop() ?? '';
        for (const one of lines) run.onLine(name, one);
      });
      child[name].on('end', () => {
        if (line !== '') run.onLine(name, line);
      });
    }
    // A command that does not read its input closes the pipe: no failure.
    child.stdin.on('error', () => undefined);
    child.stdin.end(run.stdin ?? '');

    const stop = (): void => {
      killGroup(child.pid, 'SIGTERM');
      setTimeout(() => {
        killGroup(child.pid, 'SIGKILL');
      }, KILL_AFTER_MS).unref();
    };
    run.signal.addEventListener('abort', stop, { once: true });
    const end = (): void => {
      killGroup(child.pid, 'SIGTERM');
    };
    process.once('exit', end);
    const fail = (why: string): void => {
      reject(new UserError(`${why}: running ${JSON.stringify(run.command)}:\n${output.both}`));
    };
    child.on('error', (error) => {
      fail(error.message);
    });
    child.on('close', (code, killedBy) => {
      run.signal.removeEventListener('abort', stop);
      process.off('exit', end);
      if (code === 0) {
        resolve({ stdout: withoutNewline(output.stdout), stderr: withoutNewline(output.stderr) });
      } else fail(code === null ? `signal: ${killedBy}` : `exit status ${code}`);
    });
  });
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

function withoutNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
