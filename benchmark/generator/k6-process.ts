import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createInterface } from 'node:readline';
import { UserError } from '../../words/user-error';
import { endWithThis } from '../../toolchain/child-process';
import type { LoadGenerator } from './load-generator';
import { parseSample, parseSummary, START_PREFIX, type Sample } from '../../k6-scripts/lib/sample';
import { remoteProgram } from './remote-program';
import {
  READ_DSN_VARIABLE,
  SETTINGS_VARIABLE,
  WRITE_DSN_VARIABLE,
  type Settings,
} from '../../k6-scripts/lib/settings';

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
  /** Takes the moment that the run began at, ms since 1970 by the generator's machine. */
  readonly onStart: (atMs: number) => void;
  /** Host that it runs on, as ssh knows it, with a k6 of its own. Default: this one. */
  readonly host?: string;
  /** Certificates (PEM) of the authorities that it is to trust there, which it has no file of. */
  readonly caCertificate?: string | undefined;
}

/** How a run of the load generator ended. */
export interface K6Exit {
  /** Exit code; null if a signal ended it. */
  readonly code: number | null;
  /** Arrivals that it says it dropped. */
  readonly dropped: number;
  /** The last lines that it said, for an error message. */
  readonly lastLines: readonly string[];
}

/** The load generator at work. */
export interface K6Process {
  /** Of k6; undefined where it runs on another host. */
  readonly pid: number | undefined;
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
 * Starts k6. Its samples are handed over as they come, everything else goes to the log. Where the
 * log can't be written, k6 is stopped.
 *
 * @throws UserError if it can't be started
 */
export async function startK6(run: K6Run): Promise<K6Process> {
  const log = createWriteStream(run.logPath);
  // Read before the start: nobody would hear an error of the start while it is read.
  const script = run.host === undefined ? '' : await readFile(run.script, 'utf8');
  const child = spawnK6(run, script);
  endWithThis(child);
  let logFailure: Error | undefined;
  log.on('error', (error) => {
    logFailure = error;
    child.kill('SIGINT');
  });
  let dropped = 0;
  const lastLines: string[] = [];
  const takeLine = (line: string): void => {
    const sample = parseSample(line);
    if (sample !== undefined) {
      run.onSample(sample);
      return;
    }
    if (line.startsWith(START_PREFIX)) {
      run.onStart(Number(line.slice(START_PREFIX.length)));
      return;
    }
    const summary = parseSummary(line);
    if (summary !== undefined) {
      dropped = summary.dropped;
      return;
    }
    log.write(`${line}\n`);
    if (line.trim() === '') return;
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
  };
  for (const input of [child.stdout, child.stderr]) {
    if (input !== null) createInterface({ input }).on('line', takeLine);
  }

  const exit = new Promise<K6Exit>((resolve, reject) => {
    child.on('error', (cause) => {
      log.destroy();
      reject(
        new UserError(
          `${run.host === undefined ? 'k6' : 'ssh'} can't be started: ${cause.message}`,
          run.host === undefined ? 'run `npm run setup`' : undefined,
          { cause },
        ),
      );
    });
    child.on('close', (code) => {
      const whenWritten =
        logFailure === undefined ? finished(log.end()) : Promise.reject(logFailure);
      whenWritten.then(
        () => {
          resolve({ code, dropped, lastLines });
        },
        (cause: Error) => {
          const message = `${run.logPath} can't be written: ${cause.message}`;
          reject(new UserError(message, 'free some space', { cause }));
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
    pid: run.host === undefined ? pid : undefined,
    exit,
    stop: () => {
      stops += 1;
      child.kill(stops === 1 ? 'SIGINT' : 'SIGKILL');
    },
  };
}

/** How k6 is called, whichever host it runs on. */
function k6Arguments({ part, parts }: Settings, script: string): string[] {
  return [
    'run',
    ...['--quiet', '--no-color', '--log-format', 'raw'],
    // No server for remote control, so that two runs do not meet on one port.
    ...['--address', ''],
    ...(parts > 1 ? segmentArguments(part, parts) : []),
    script,
  ];
}

/** k6's share of the virtual users where several processes make the load. */
export function segmentArguments(part: number, parts: number): string[] {
  const bound = (n: number): string => (n === 0 ? '0' : n === parts ? '1' : `${n}/${parts}`);
  const bounds = Array.from({ length: parts + 1 }, (_, n) => bound(n));
  return [
    ...['--execution-segment', `${bound(part)}:${bound(part + 1)}`],
    ...['--execution-segment-sequence', bounds.join(',')],
  ];
}

/** @param contents of the script, for a generator on another host */
function spawnK6(run: K6Run, contents: string): ChildProcess {
  const { k6, settings, dsn, script, host } = run;
  const env = {
    GOGC: GARBAGE_COLLECTION,
    ...k6.env,
    K6_NO_USAGE_REPORT: 'true',
    [SETTINGS_VARIABLE]: JSON.stringify(settings),
    [READ_DSN_VARIABLE]: dsn.read,
    [WRITE_DSN_VARIABLE]: dsn.write,
  };
  // In a group of its own, Ctrl-C reaches this process alone, which decides what is kept.
  const detached = true;
  if (host === undefined) {
    return spawn(k6.path, k6Arguments(settings, script), {
      env: { ...withoutK6Settings(process.env), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached,
    });
  }
  // What is secret travels by the standard input, never on a command line.
  const child = spawn('ssh', ['-o', 'BatchMode=yes', host, 'sh -s'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached,
  });
  // A connection that is refused ends ssh, which says why.
  child.stdin.on('error', () => undefined);
  const command = ['k6', ...k6Arguments(settings, '-')];
  const files = run.caCertificate === undefined ? {} : { PGSSLROOTCERT: run.caCertificate };
  child.stdin.end(remoteProgram({ env, files }, command, contents));
  return child;
}

/** The environment without variables that would change k6's options behind the scenario's back. */
function withoutK6Settings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('K6_')));
}
