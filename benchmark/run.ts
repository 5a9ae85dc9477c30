import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vehicleDataset } from '../k6-scripts/lib/dataset';
import type { Settings } from '../k6-scripts/lib/settings';
import { describeRun } from './describe-run';
import { withEvidence } from './evidence/evidence';
import { evidenceFiles } from './evidence/evidence-files';
import { generateLoad, type GeneratedLoad } from './generate-load';
import { generatorMemory, generatorUse } from './generator/generator-use';
import { bundleScenario } from './generator/k6-script';
import { metricsSchema, timeseriesSchema, type Metrics, type Timeseries } from '../results/metrics';
import { THINK_TIME_S, type BenchOptions } from './options/bench-options';
import { renderReport } from './report/report';
import { runId, startResultFolder } from '../results/results-folder';
import type { RunContext } from './run-context';
import { stability } from './figures/stability';
import { summarise, timeseries, type Measured } from './figures/summarise';
import { judge } from './figures/threshold-outcome';
import { unbegunArrivals } from './figures/unbegun-arrivals';

/** A run's results and where they are. */
export interface RunResult {
  readonly folder: string;
  readonly metrics: Metrics;
}

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
      options.evidence
        ? {
            ...{ ...context, settings, operations },
            hasOwnValues: context.scenario.hasOwnValues === true,
          }
        : undefined,
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

function k6Settings(options: BenchOptions, { outputs, regions, keys }: RunContext): Settings {
  const { distributionColumn } = outputs.plan.dataset;
  const { load, warmupS, durationS, spawnRatePerS, readRatio, seed, statementTimeoutMs } = options;
  return {
    ...{ load, warmupS, durationS, spawnRatePerS, readRatio, seed, statementTimeoutMs },
    thinkTimeS: THINK_TIME_S[options.profile],
    dataset: vehicleDataset(regions, { distributionColumn, keys }),
    to: options.to,
    part: 0,
    parts: options.generators.hosts.length * options.generators.segments,
  };
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
