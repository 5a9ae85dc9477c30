import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { now } from '../chaos/clock';
import { startProgress } from '../cli/progress';
import { UserError } from '../cli/user-error';
import { regionCodes } from '../dataset/region';
import { vehicleDataset } from '../k6-scripts/lib/dataset';
import type { Operation, RowKey } from '../k6-scripts/lib/operation';
import type { Scenario } from '../k6-scripts/lib/scenario';
import type { Settings } from '../k6-scripts/lib/settings';
import type { StackOutputs } from '../stack/stack-outputs';
import { targetUri, writeTarget } from '../stack/target';
import { connectionString, PROTOCOLS } from './driver';
import { gitCommit } from './environment';
import { withEvidence, type LoadWatch } from './evidence/evidence';
import { evidenceFiles } from './evidence/evidence-files';
import { generatorMemory, generatorUse, type GeneratorReading } from './generator-use';
import { bundleScenario } from './k6-script';
import type { K6Exit } from './k6-process';
import { startK6Processes, THIS_MACHINE } from './k6-processes';
import { describeProgress } from './live-line';
import type { Journal } from './live/journal';
import { LiveRun } from './live/live-run';
import type { LoadGenerator } from './load-generator';
import {
  metricsSchema,
  timeseriesSchema,
  type Environment,
  type Metrics,
  type Timeseries,
} from './metrics';
import { THINK_TIME_S, type BenchOptions } from './options/bench-options';
import { processUsages } from './process-usage';
import { Recording } from './recording';
import { renderReport } from './report/report';
import { runId, startResultFolder } from './results-folder';
import type { ScenarioSource } from './scenario-source';
import { stability } from './stability';
import { summarise, timeseries, type Measured } from './summarise';
import { judge } from './threshold-outcome';
import { unbegunArrivals } from './unbegun-arrivals';

/** Where a run stands in its series. */
export interface SeriesPlace {
  readonly id: string;
  /** From 0. */
  readonly index: number;
  /** Number of runs. */
  readonly of: number;
}

/** What a run needs besides the user's options. */
export interface RunContext {
  readonly outputs: StackOutputs;
  readonly k6: LoadGenerator;
  readonly scenario: Scenario;
  readonly source: ScenarioSource;
  /** Rows that are there, where the scenario asks for some. */
  readonly keys: readonly RowKey[];
  readonly environment: Environment;
  readonly toolVersion: string;
  readonly series: SeriesPlace;
  /** Stops the run; what was measured is kept. */
  readonly signal: AbortSignal;
  /** Takes what happens meanwhile. */
  readonly journal: Journal;
}

/** A run's results and where they are. */
export interface RunResult {
  readonly folder: string;
  readonly metrics: Metrics;
}

/** How often the progress line is renewed, ms. */
const REFRESH_MS = 500;

/**
 * Runs a benchmark once and writes its result folder.
 *
 * @returns undefined if it was stopped before a whole second was measured; nothing is left then
 * @throws UserError if the load generator fails
 */
export async function runBenchmark(
  options: BenchOptions,
  context: RunContext,
): Promise<RunResult | undefined> {
  const folder = await startResultFolder(options.resultsFolder);
  const scratch = await mkdtemp(join(tmpdir(), 'citus-cluster-bench-'));
  try {
    const script = join(scratch, 'script.js');
    await bundleScenario(context.source, context.k6.driver, script);
    const settings = k6Settings(options, context);
    const operations = context.scenario
      .mix(settings)
      .flatMap(({ operation, weight }) => (weight > 0 ? [operation] : []));
    const { load, evidence } = await withEvidence(
      options.evidence ? { ...context, settings, operations } : undefined,
      (watch) =>
        generateLoad(options, { settings, operations, script, watch }, folder.path, context),
    );
    const window = measuredWindow(settings, load);
    if (window === undefined) {
      await folder.discard();
      return undefined;
    }
    const measured: Measured = {
      recording: load.recording,
      window,
      operations,
      ratePerS: settings.load.model === 'open' ? settings.load.ratePerS : null,
      distributionColumn: context.outputs.plan.dataset.distributionColumn,
      droppedInRun: droppedArrivals(settings, load, window.to),
    };
    const startedAt = new Date(load.startedAt.getTime() + settings.warmupS * 1000);
    const id = runId(startedAt, context.source.name);
    const figures = summarise(measured);
    const seconds = timeseries(measured);
    load.live.finish(seconds);
    const found = evidence?.(window);
    const description = await describeRun(options, context, settings);
    const metrics = metricsSchema.parse({
      ...description,
      environment: { ...description.environment, ...found?.environment },
      ...(found && { server: found.server }),
      stability: stability(seconds),
      run_id: id,
      timestamp: startedAt.toISOString(),
      partial: load.stopped,
      ...figures,
      generator: generatorUse(load.usage, startedAt.getTime(), settings.load.vus),
      ...(options.failIf.length > 0 ? { thresholds: judge(options.failIf, figures) } : {}),
    } satisfies Metrics);
    const series = timeseriesSchema.parse({
      schema_version: 1,
      run_id: id,
      interval_s: 1,
      seconds,
      generator: generatorMemory(load.usage, startedAt.getTime(), seconds.length),
    } satisfies Timeseries);
    await folder.write('metrics.json', `${JSON.stringify(metrics, null, 2)}\n`);
    await folder.write('timeseries.json', `${JSON.stringify(series)}\n`);
    const details = found && evidenceFiles(id, found);
    for (const [name, document] of Object.entries(details ?? {})) {
      await folder.write(name, `${JSON.stringify(document)}\n`);
    }
    await folder.write('report.html', await renderReport(metrics, series, details));
    const output = context.journal.output();
    if (output !== undefined) await folder.write('output.log', output);
    return { folder: await folder.publish(id), metrics };
  } catch (error) {
    await folder.discard();
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function k6Settings(options: BenchOptions, { outputs, keys }: RunContext): Settings {
  const { regions, distributionColumn } = outputs.plan.dataset;
  const { load, warmupS, durationS, spawnRatePerS, readRatio, seed, statementTimeoutMs } = options;
  return {
    ...{ load, warmupS, durationS, spawnRatePerS, readRatio, seed, statementTimeoutMs },
    thinkTimeS: THINK_TIME_S[options.profile],
    dataset: vehicleDataset(regionCodes(regions), { distributionColumn, keys }),
    to: options.to,
    part: 0,
    parts: options.generators.hosts.length * options.generators.segments,
  };
}

interface GeneratedLoad {
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
interface LoadPlan {
  readonly settings: Settings;
  readonly operations: readonly Operation[];
  readonly script: string;
  readonly watch: LoadWatch;
}

async function generateLoad(
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
    dsn: (host) => {
      const address = host === THIS_MACHINE ? null : serverAddress;
      return {
        read: connectionString(readFrom, k6.driver, address),
        write: connectionString(writeTo, k6.driver, address),
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

/** The measured seconds: all of them, or those that were complete when the run was stopped. */
function measuredWindow(
  { warmupS, durationS }: Settings,
  { recording, stopped }: GeneratedLoad,
): { from: number; to: number } | undefined {
  const end = warmupS + durationS;
  const to = stopped ? Math.min(end, recording.newestSecond) : end;
  return to > warmupS ? { from: warmupS, to } : undefined;
}

/** Arrivals that nobody served: dropped, or not begun when the measured time was over. */
function droppedArrivals(
  { load }: Settings,
  { recording, dropped }: GeneratedLoad,
  endS: number,
): number {
  if (load.model === 'closed') return 0;
  return dropped ?? unbegunArrivals(recording, load.ratePerS, endS);
}

async function describeRun(
  options: BenchOptions,
  { environment, k6, series, source, toolVersion }: RunContext,
  settings: Settings,
) {
  const { load, thinkTimeS } = settings;
  return {
    schema_version: 1 as const,
    series_id: series.id,
    repeat_index: series.index,
    stack: options.stack,
    scenario: source.name,
    profile: options.profile,
    tag: options.tag,
    tool: {
      version: toolVersion,
      git_sha: await gitCommit(),
      k6: k6.version,
      driver: k6.driver,
      protocol: PROTOCOLS[k6.driver].description,
    },
    load: {
      model: load.model,
      vus: load.vus,
      target_rate: load.model === 'open' ? load.ratePerS : null,
      think_time_ms:
        thinkTimeS === null
          ? null
          : ([thinkTimeS[0] * 1000, thinkTimeS[1] * 1000] as [number, number]),
      warmup_s: settings.warmupS,
      duration_s: settings.durationS,
      read_ratio: settings.readRatio,
      to: options.to,
      statement_timeout_ms: settings.statementTimeoutMs,
      seed: settings.seed,
      processes: settings.parts,
    },
    environment,
  };
}
