import { spawn, type SpawnOptions } from 'node:child_process';

/** What is kept of a program's output, characters: its end says what failed. */
const KEPT = 4000;

/** How a program ended. */
export interface Ended {
  /** Null where a signal ended it, or its time was over. */
  readonly code: number | null;
  /** The end of what it printed, stdout and stderr alike. */
  readonly output: string;
}

/**
 * Runs a program that Ctrl-C must not cut off half-way, in a process group of its own.
 *
 * @param until `close` waits for all that it has started and that keeps its output open, `exit` does not
 * @throws Error where it can't be started
 */
export async function runOnThroughInterrupts(
  file: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env' | 'timeout'>,
  until: 'close' | 'exit',
): Promise<Ended> {
  const child = spawn(file, args, {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-KEPT);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once(until, resolve);
  });
  return { code, output };
}
