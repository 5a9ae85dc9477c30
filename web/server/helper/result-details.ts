import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../words/user-error';
import { pageData } from '../../../benchmark/report/page-data';
import { readAnnotations, NO_ANNOTATIONS } from '../../../archive/annotations';
import type { BenchmarkEntry, ChaosEntry, ResultEntry } from '../../../archive/result-entry';
import { isMeasured } from '../../../archive/result-entry';
import {
  readCapacity,
  readChaosTimeseries,
  readEvidence,
  readPlans,
  readTimeseries,
} from '../../../archive/run-files';
import type { ResultDetails, ResultFile } from '../../api/results';
import { entryOf, resultLine } from './result-tasks';

/** All of a run; what can't be read is told among its problems. */
export async function resultDetails(folder: string, id: string): Promise<ResultDetails> {
  const entry = await entryOf(folder, id);
  const summary = resultLine(entry);
  const problems: string[] = summary.problem === null ? [] : [summary.problem];
  const attempt = async <T>(reading: Promise<T | undefined>): Promise<T | null> => {
    try {
      return (await reading) ?? null;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.what);
      return null;
    }
  };
  const measuredEntry = isMeasured(entry) ? entry : undefined;
  const benchmark =
    measuredEntry?.kind === 'benchmark' ? await benchmarkDetails(measuredEntry, attempt) : null;
  const chaos = measuredEntry?.kind === 'chaos' ? await chaosDetails(measuredEntry, attempt) : null;
  const files = await filesOf(entry);
  return {
    summary,
    annotations: await readAnnotations(entry.path).catch(() => NO_ANNOTATIONS),
    files,
    tables: tablesOf(entry, files),
    ...{ problems, benchmark, chaos },
    scale: measuredEntry?.kind === 'scale' ? measuredEntry.scale : null,
  };
}

type Attempt = <T>(reading: Promise<T | undefined>) => Promise<T | null>;

async function benchmarkDetails(
  entry: BenchmarkEntry,
  attempt: Attempt,
): Promise<ResultDetails['benchmark']> {
  const { metrics } = entry;
  const series = await attempt(readTimeseries(entry));
  const evidence = await attempt(readEvidence(entry));
  return {
    ...{ metrics, series, evidence },
    plans: await attempt(readPlans(entry)),
    capacity: await attempt(readCapacity(entry)),
    charts: series && pageData(metrics, series, evidence ?? undefined),
  };
}

async function chaosDetails(entry: ChaosEntry, attempt: Attempt): Promise<ResultDetails['chaos']> {
  return { result: entry.chaos, series: await attempt(readChaosTimeseries(entry)) };
}

/** Regular files alone: a link may lead anywhere. */
async function filesOf({ path }: ResultEntry): Promise<ResultFile[]> {
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
  const found = await Promise.all(
    names.map(async (name) => {
      const stats = await lstat(join(path, name));
      return stats.isFile() ? [{ name, bytes: stats.size }] : [];
    }),
  );
  return found.flat();
}

/** As the export makes them. */
function tablesOf(entry: ResultEntry, files: readonly ResultFile[]): string[] {
  if (!isMeasured(entry)) return [];
  if (entry.kind === 'chaos') return ['faults.csv', 'chaos-timeseries.csv'];
  if (entry.kind === 'scale') return ['scale.csv'];
  const hasEvidence = files.some(({ name }) => name === 'evidence.json');
  return ['operations.csv', 'timeseries.csv', ...(hasEvidence ? ['containers.csv'] : [])];
}
