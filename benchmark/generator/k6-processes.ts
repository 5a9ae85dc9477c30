import { join } from 'node:path';
import type { Sample } from '../../k6-scripts/lib/sample';
import type { Settings } from '../../k6-scripts/lib/settings';
import { startK6, type K6Exit, type K6Run } from './k6-process';

/** This machine in a list of generators. */
export const THIS_MACHINE = 'local';

/** The processes that make the load of one run together. */
export interface GeneratorLayout {
  /** Hosts as ssh knows them, or {@link THIS_MACHINE}. */
  readonly hosts: readonly string[];
  /** Processes on each. */
  readonly segments: number;
}

/** One run of the load generator in as many processes as the layout says. */
export interface K6Group {
  readonly layout: GeneratorLayout;
  readonly k6: K6Run['k6'];
  readonly script: string;
  /** Of the whole; each process is told its part. */
  readonly settings: Settings;
  /** Connection strings for processes on this machine and on others. Secret. */
  readonly dsn: (host: string) => K6Run['dsn'];
  /** Certificates (PEM) of the authorities to trust; undefined for a cluster in clear. */
  readonly caCertificate?: string | undefined;
  /** Folder for what the processes say besides samples: `k6.log`, `k6-2.log`, … */
  readonly logFolder: string;
  /** Takes samples whose seconds count from the start of the first process. */
  readonly onSample: (sample: Sample) => void;
  /** Takes the moment that second 0 began at, ms since 1970. */
  readonly onStart: (atMs: number) => void;
}

/** The processes at work. */
export interface K6Processes {
  /** Of those on this machine. */
  readonly pids: readonly number[];
  /** The first that failed, else the last that ended; `dropped` is that of all. */
  readonly exit: Promise<K6Exit>;
  /** Stops all: gently at first, for good when asked again. */
  stop(): void;
}

/**
 * Starts the processes. Each takes its part of the virtual users and arrivals; when one fails, the
 * others are stopped.
 *
 * @throws UserError if one can't be started
 */
export async function startK6Processes(group: K6Group): Promise<K6Processes> {
  const { layout, settings, logFolder } = group;
  const hosts = layout.hosts.flatMap((host) => Array<string>(layout.segments).fill(host));
  const parts = hosts.length;
  const align = alignStarts(group.onSample, group.onStart);
  const starts = await Promise.allSettled(
    hosts.map((host, part) => {
      const { onSample, onStart } = parts === 1 ? group : align();
      return startK6({
        ...{ k6: group.k6, script: group.script, dsn: group.dsn(host), onSample, onStart },
        settings: { ...settings, part, parts },
        logPath: join(logFolder, part === 0 ? 'k6.log' : `k6-${part + 1}.log`),
        ...(host !== THIS_MACHINE && { host, caCertificate: group.caCertificate }),
      });
    }),
  );
  const processes = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const stop = (): void => {
    for (const process of processes) process.stop();
  };
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed !== undefined) {
    stop();
    await Promise.allSettled(processes.map(({ exit }) => exit));
    throw failed.reason;
  }
  const watched = processes.map(async ({ exit }) => {
    try {
      const ended = await exit;
      if (ended.code !== 0) stop();
      return ended;
    } catch (error) {
      stop();
      throw error;
    }
  });
  return {
    pids: processes.flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
    exit: whenAllEnded(watched),
    stop,
  };
}

/** Waits for all, also where one failed: whoever is told of it must not leave another at work. */
async function whenAllEnded(watched: readonly Promise<K6Exit>[]): Promise<K6Exit> {
  await Promise.allSettled(watched);
  return joinExits(await Promise.all(watched));
}

function joinExits(ends: readonly K6Exit[]): K6Exit {
  const failed =
    ends.find(({ code }) => code !== 0 && code !== null) ?? ends.find(({ code }) => code === null);
  const last = failed ?? ends.at(-1);
  return {
    code: last?.code ?? null,
    lastLines: last?.lastLines ?? [],
    dropped: ends.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}

/**
 * Puts the seconds of several processes on one scale. Each counts from its own start; the first that
 * tells its start sets the scale, and the others' samples are shifted by whole seconds. What comes
 * before a process has told its start waits.
 */
export function alignStarts(take: (sample: Sample) => void, onStart: (atMs: number) => void) {
  let originMs: number | undefined;
  return (): { onSample: (sample: Sample) => void; onStart: (atMs: number) => void } => {
    let shift: number | undefined;
    const waiting: Sample[] = [];
    const onSample = (sample: Sample): void => {
      if (shift === undefined) waiting.push(sample);
      else take({ ...sample, second: sample.second + shift });
    };
    return {
      onSample,
      onStart: (atMs) => {
        if (originMs === undefined) {
          originMs = atMs;
          onStart(atMs);
        }
        shift = Math.round((atMs - originMs) / 1000);
        for (const sample of waiting.splice(0)) onSample(sample);
      },
    };
  };
}
