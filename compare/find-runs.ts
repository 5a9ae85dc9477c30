import { join } from 'node:path';
import type { Metrics, Timeseries } from '../results/metrics';
import { listResults } from '../archive/list-results';
import { DamagedDocument, readDocument, TIMESERIES } from '../archive/read-document';
import { readRegularFile } from '../archive/read-regular-file';
import { isMeasured, tagsOf } from '../archive/result-entry';

/** A benchmark run of a results folder. */
export interface FoundRun {
  /** The name of its folder. */
  readonly id: string;
  /** Its folder. */
  readonly path: string;
  readonly metrics: Metrics;
  /** All words that it can be found by. */
  readonly tags: readonly string[];
}

/** The benchmark runs of a results folder. */
export interface FoundRuns {
  readonly folder: string;
  /** Oldest first. */
  readonly runs: readonly FoundRun[];
  /** What can't be compared, by its id: why. */
  readonly others: ReadonlyMap<string, string>;
}

/**
 * Reads the benchmark runs of a results folder. What else lies there does no harm.
 *
 * @throws UserError if there is no such folder, or it can't be read
 */
export async function findRuns(folder: string): Promise<FoundRuns> {
  const runs: FoundRun[] = [];
  const others = new Map<string, string>();
  for (const entry of (await listResults(folder)).entries) {
    const { id, path } = entry;
    if (entry.state === 'damaged') others.set(id, entry.reason);
    else if (!isMeasured(entry)) others.set(id, 'it has no result yet');
    else if (entry.kind === 'chaos') others.set(id, 'it is a chaos run');
    else if (entry.kind === 'scale') others.set(id, 'it is of several sizes');
    else runs.push({ id, path, metrics: entry.metrics, tags: tagsOf(entry) });
  }
  return { folder, runs: runs.reverse(), others };
}

/** A run by the second; null where the file is missing or damaged. */
export async function readTimeseries(folder: string): Promise<Timeseries | null> {
  try {
    const text = await readRegularFile(join(folder, 'timeseries.json'));
    return text === undefined ? null : readDocument(text, TIMESERIES);
  } catch (error) {
    if (!(error instanceof DamagedDocument)) throw error;
    return null;
  }
}
