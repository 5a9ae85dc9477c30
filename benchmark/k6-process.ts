import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createInterface } from 'node:readline';
import { UserError } from '../cli/user-error';
import type { LoadGenerator } from './load-generator';
import { parseSample, type Sample } from '../k6-scripts/lib/sample';
import {
  READ_DSN_VARIABLE,
  SETTINGS_VARIABLE,
  WRITE_DSN_VARIABLE,
  type Settings,
} from '../k6-scripts/lib/settings';

/** One run of the load generator. */
export interface K6Run {
  readonly k6: Pick<LoadGenerator, 'path' | 'env'>;
  /** The bundled scenario. */
  readonly script: string;
  readonly settings: Settings;
  /** Connection strings in the driver's form. Secret: they reach k6 by its environment. */
  readonly dsn: { readonly read: string; readonly write: string };
  /** File for what k6 says besides samples. */
  readonly logPath: string;
  readonly onSample: (sample: Sample) => void;
}

/** How a run of the load generator ended. */
export interface K6Exit {
  /** Exit code; null if a signal ended it. */
  readonly code: number | null;
  /** The last lines that it said, for an error message. */
  readonly lastLines: readonly string[];
}

/** The load generator at work. */
export interface K6Process {
  readonly pid: number;
  readonly exit: Promise<K6Exit>;
  /** Stops it: gently at first, for good when asked again. */
  stop(): void;
}

/**
 * Go's GOGC for k6: its heap may grow to five times what is in use before it is collected (twice by
 * default). The heap is some tens of MiB, and collecting it costs the database's CPU time.
 */
const GARBAGE_COLLECTION = '400';

const LAST_LINES = 5;

/**
 * Starts k6. Its samples are handed over as they come, everything else goes to the log.
 *
 * @throws UserError if it can't be started
 */
export async function startK6(run: K6Run): Promise<K6Process> {
  const log = createWriteStream(run.logPath);
  const child = spawn(
    run.k6.path,
    [
      'run',
      ...['--quiet', '--no-color', '--log-format', 'raw'],
      // No server for remote control, so that two runs do not meet on one port.
      ...['--address', ''],
      run.script,
    ],
    {
      env: {
        GOGC: GARBAGE_COLLECTION,
        ...withoutK6Settings(process.env),
        ...run.k6.env,
        K6_NO_USAGE_REPORT: 'true',
        [SETTINGS_VARIABLE]: JSON.stringify(run.settings),
        [READ_DSN_VARIABLE]: run.dsn.read,
        [WRITE_DSN_VARIABLE]: run.dsn.write,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // In a group of its own, Ctrl-C reaches this process alone, which decides what is kept.
      detached: true,
    },
  );
  const lastLines: string[] = [];
  const takeLine = (line: string): void => {
    const sample = parseSample(line);
    if (sample !== undefined) {
      run.onSample(sample);
      return;
    }
    log.write(`${line}\n`);
    if (line.trim() === '') return;
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
  };
  createInterface({ input: child.stdout }).on('line', takeLine);
  createInterface({ input: child.stderr }).on('line', takeLine);

  const exit = new Promise<K6Exit>((resolve, reject) => {
    child.on('error', (cause) => {
      reject(
        new UserError(`k6 can't be started: ${cause.message}`, 'run `npm run setup`', { cause }),
      );
    });
    child.on('close', (code) => {
      log.end();
      finished(log).then(
        () => {
          resolve({ code, lastLines });
        },
        (cause: unknown) => {
          reject(new UserError(`${run.logPath} can't be written`, undefined, { cause }));
        },
      );
    });
  });
  let stops = 0;
  const { pid } = child;
  if (pid === undefined) {
    await exit;
    throw new UserError("k6 can't be started");
  }
  return {
    pid,
    exit,
    stop: () => {
      stops += 1;
      child.kill(stops === 1 ? 'SIGINT' : 'SIGKILL');
    },
  };
}

/** The environment without variables that would change k6's options behind the scenario's back. */
function withoutK6Settings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('K6_')));
}
