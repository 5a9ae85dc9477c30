import { now } from '../words/clock';
import { startProgress } from '../cli/progress';
import { UserError } from '../words/user-error';
import type { Operation } from '../k6-scripts/lib/operation';
import type { Settings } from '../k6-scripts/lib/settings';
import { targetUri, writeTarget } from '../topology/target';
import { connectionString } from './generator/driver';
import type { LoadWatch } from './evidence/evidence';
import type { GeneratorReading } from './generator/generator-use';
import type { K6Exit } from './generator/k6-process';
import { startK6Processes, THIS_MACHINE } from './generator/k6-processes';
import { describeProgress } from './live-line';
import { LiveRun } from './live/live-run';
import type { BenchOptions } from './options/bench-options';
import { processUsages } from './generator/process-usage';
import { Recording } from './figures/recording';
import type { RunContext } from './run-context';

/** How often the progress line is renewed, ms. */
const REFRESH_MS = 500;

/** What a load left behind when it ended. */
export interface GeneratedLoad {
  readonly recording: Recording;
  /** Begin of its second 0. */
  readonly startedAt: Date;
  /** Whether it was stopped before its time. */
  readonly stopped: boolean;
  /** Arrivals that the generator dropped; undefined where it has them wait. */
  readonly dropped: number | undefined;
  readonly usage: readonly GeneratorReading[];
  readonly live: LiveRun;
}

/** What is sent, and what is watched meanwhile. */
export interface LoadPlan {
  readonly settings: Settings;
  readonly operations: readonly Operation[];
  readonly script: string;
  readonly watch: LoadWatch;
}

/**
 * Sends a run's load and records every answer; ends early, without an error, where the signal says so.
 *
 * @param logFolder where k6.log goes
 * @throws UserError if k6 fails
 */
export async function generateLoad(
  { generators, serverAddress, stack }: BenchOptions,
  { settings, operations, script, watch }: LoadPlan,
  logFolder: string,
  { outputs, k6, series, source, signal, journal }: RunContext,
): Promise<GeneratedLoad> {
  const recording = new Recording();
  const writeTo = targetUri(outputs, writeTarget(settings.to));
  const readFrom = targetUri(outputs, settings.to);
  let startedAt = new Date();
  const { load, warmupS, durationS } = settings;
  journal.write({
    ...{ type: 'run', index: series.index, of: series.of, stack, scenario: source.name },
    ...{ model: load.model, vus: load.vus, warmupS, durationS },
    ratePerS: load.model === 'open' ? load.ratePerS : null,
    startedAt: startedAt.toISOString(),
  });
  const live = new LiveRun({
    ...{ journal, recording, settings, operations, frames: watch.frames },
    startedAtMs: startedAt.getTime(),
  });
  const child = await startK6Processes({
    ...{ k6, script, settings, logFolder, layout: generators },
    caCertificate: outputs.caCertificate,
    dsn: (host) => {
      const elsewhere = host === THIS_MACHINE ? undefined : { address: serverAddress };
      return {
        read: connectionString(readFrom, k6.driver, elsewhere),
        write: connectionString(writeTo, k6.driver, elsewhere),
      };
    },
    onSample: (sample) => {
      recording.add(sample);
    },
    onStart: (atMs) => {
      startedAt = new Date(atMs);
      watch.onStart(atMs);
    },
  });
  const progress = startProgress(series.of === 1 ? 'run' : `run ${series.index + 1}/${series.of}`);
  const usage: GeneratorReading[] = [];
  const timer = setInterval(() => {
    progress.update(describeProgress(recording, settings));
    live.update();
    void processUsages(child.pids).then((k6Usage) => {
      usage.push({ atMs: now(), k6: k6Usage, runnerBytes: process.memoryUsage.rss() });
    });
  }, REFRESH_MS);
  const stop = (): void => {
    child.stop();
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const exit = await child.exit;
    if (exit.code !== 0 && !signal.aborted) throw k6Failure(exit);
    if (signal.aborted) progress.fail('stopped');
    else progress.done(describeProgress(recording, settings));
    const dropped = k6.driver === 'pgx' ? undefined : exit.dropped;
    return { recording, startedAt, stopped: signal.aborted, dropped, usage, live };
  } catch (error) {
    progress.fail();
    throw error;
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', stop);
  }
}

function k6Failure({ code, lastLines }: K6Exit): UserError {
  const ending = code === null ? 'was killed' : `failed with exit code ${code}`;
  return new UserError(`k6 ${ending}: ${lastLines.join(' | ') || 'it said nothing'}`);
}
