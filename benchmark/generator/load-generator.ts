import { capture } from '../../toolchain/child-process';
import { requireK6 } from '../../toolchain/install/k6';
import type { DriverName } from './driver';

/** The k6 that makes the load. */
export interface LoadGenerator {
  /** Program file. */
  readonly path: string;
  /** E.g. `1.8.1`. */
  readonly version: string;
  readonly driver: DriverName;
  /** What it must be run with, besides the caller's environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Finds the k6 to use: the project's own build, which has pgx, or a stock one, which has lib/pq.
 *
 * @throws UserError if there is none, with the command that gets it
 */
export async function findLoadGenerator(): Promise<LoadGenerator> {
  const { path, source, env } = await requireK6();
  const { stdout } = await capture(path, ['version'], { timeoutMs: 10_000 });
  return {
    path,
    version: /\bv(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1] ?? 'unknown',
    driver: source === 'project' ? 'pgx' : 'lib/pq',
    env,
  };
}
