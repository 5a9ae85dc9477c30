import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { metricsSchema, type Metrics } from '../../results/metrics';
import { timeOfRunId } from '../../results/results-folder';

/** A run older than this may be of another machine's mood, ms. */
const MOST_AGE_MS = 24 * 3_600_000;

/** What a run must have been like for its throughput to be the capacity that is looked for. */
export interface CapacityQuery {
  readonly stack: string;
  readonly scenario: string;
  readonly vus: number;
  readonly to: Metrics['load']['to'];
  readonly readRatio: number;
  readonly environment: Pick<
    Metrics['environment'],
    'engine' | 'topology' | 'regions' | 'distribution_column' | 'shard_count'
  >;
}

/** The newest run that answers the query: closed model, no pauses, complete. */
export function newestCapacityRun(
  runs: readonly Metrics[],
  query: CapacityQuery,
  nowMs: number,
): Metrics | undefined {
  const { environment: wanted } = query;
  return runs
    .filter(
      ({
        stack,
        scenario,
        load,
        profile,
        partial,
        timestamp,
        environment: had,
        success_count: done,
      }) =>
        [
          stack === query.stack && scenario === query.scenario,
          load.model === 'closed' && profile === 'none' && !partial && done > 0,
          load.vus === query.vus && load.to === query.to && load.read_ratio === query.readRatio,
          had.engine === wanted.engine && had.topology === wanted.topology,
          had.regions === wanted.regions && had.shard_count === wanted.shard_count,
          had.distribution_column === wanted.distribution_column,
          nowMs - Date.parse(timestamp) <= MOST_AGE_MS,
        ].every(Boolean),
    )
    .sort((a, b) => a.timestamp.localeCompare(b.timestamp))
    .at(-1);
}

/** {@link newestCapacityRun} of a results folder; what is no run in it is passed over. */
export async function findCapacityRun(
  resultsFolder: string,
  query: CapacityQuery,
): Promise<Metrics | undefined> {
  const nowMs = Date.now();
  const names = await readdir(resultsFolder).catch(() => []);
  const recent = names.filter((name) => nowMs - (timeOfRunId(name)?.getTime() ?? 0) <= MOST_AGE_MS);
  const read = await Promise.all(recent.map((name) => readMetrics(join(resultsFolder, name))));
  return newestCapacityRun(
    read.filter((metrics) => metrics !== undefined),
    query,
    nowMs,
  );
}

async function readMetrics(folder: string): Promise<Metrics | undefined> {
  try {
    const text = await readFile(join(folder, 'metrics.json'), 'utf8');
    return metricsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
