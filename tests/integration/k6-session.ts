import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { connectionString } from '../../benchmark/generator/driver';
import { findLoadGenerator } from '../../benchmark/generator/load-generator';

/** What came of a statement: rows or an error, and how long the virtual user waited, ms. */
export interface Outcome {
  readonly rows?: number;
  readonly error?: string;
  readonly tookMs: number;
  /** From before the call until it came back, by k6's clock, whole ms. */
  readonly calledMs: number;
}

/** A statement and its parameters. */
export type Step = readonly [sql: string, ...parameters: (string | number)[]];

/** A step that gives the connection up instead of sending a statement. */
export const CLOSE: Step = ['close'];

/** A step in which nothing is sent for a second and a half. */
export const PAUSE: Step = ['pause'];

/** Where a session leads, how long a statement may take in it, ms, and what stops k6 as Ctrl-C does. */
export interface SessionOptions {
  readonly uri: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs statements one after the other in one session of a virtual user's, in the real k6.
 *
 * @param module the driver, a file of k6-scripts/lib
 * @returns what came of each statement
 * @throws Error with what k6 said where it said nothing of them
 */
export async function runSession(
  module: string,
  steps: readonly Step[],
  { uri, timeoutMs, signal }: SessionOptions,
): Promise<Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'citus-cluster-session-'));
  try {
    const script = join(folder, `${module}.js`);
    await buildScript(module, timeoutMs, script);
    const k6 = await findLoadGenerator();
    const { stdout, stderr } = await promisify(execFile)(
      k6.path,
      ['run', '--quiet', '--no-color', '--log-format', 'raw', '--address', '', script],
      {
        ...(signal && { signal, killSignal: 'SIGINT' }),
        env: {
          ...process.env,
          ...k6.env,
          K6_NO_USAGE_REPORT: 'true',
          DSN: connectionString(uri, 'pgx'),
          STEPS: JSON.stringify(steps),
        },
      },
    );
    const json = /^outcomes (.*)$/m.exec(stdout + stderr)?.[1];
    if (json === undefined) throw new Error(`k6 said ${stdout} ${stderr}`);
    return JSON.parse(json) as Outcome[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function buildScript(module: string, timeoutMs: number, script: string): Promise<void> {
  const contents = `
    import { sleep } from 'k6';
    import { driver } from './lib/${module}';
    export const options = { vus: 1, iterations: 1 };
    export default () => {
      const session = driver.openSession(__ENV['DSN'] ?? '', ${timeoutMs});
      const outcomes = [];
      for (const [sql, ...parameters] of JSON.parse(__ENV['STEPS'] ?? '')) {
        if (sql === 'close') { session.close(); continue; }
        if (sql === 'pause') { sleep(1.5); continue; }
        let outcome;
        const at = Date.now();
        try { outcome = { rows: session.execute(sql, parameters) }; }
        catch (error) { outcome = { error: String(error) }; }
        const calledMs = Date.now() - at;
        outcomes.push({ ...outcome, tookMs: session.times[1] - session.times[0], calledMs });
      }
      console.log('outcomes ' + JSON.stringify(outcomes));
    };`;
  await build({
    stdin: { contents, resolveDir: 'k6-scripts', loader: 'ts' },
    outfile: script,
    ...{ bundle: true, format: 'esm', platform: 'neutral', target: 'es2022' },
    external: ['k6', 'k6/*'],
  });
}
