import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../words/user-error';
import type { ChaosTimeseries } from '../results/chaos-result';
import type { Capacity } from '../benchmark/capacity/capacity';
import type { EvidenceSeries, Plans } from '../results/evidence-schema';
import type { Timeseries } from '../results/metrics';
import {
  CAPACITY,
  CHAOS_TIMESERIES,
  DamagedDocument,
  EVIDENCE,
  parseObject,
  PLANS,
  readDocument,
  TIMESERIES,
  type DocumentKind,
  type JsonObject,
} from './read-document';
import { readRegularFile } from './read-regular-file';
import type { BenchmarkEntry, ChaosEntry, MeasuredEntry } from './result-entry';

/** A benchmark run by the second. @throws UserError if that file is missing or damaged */
export function readTimeseries(entry: BenchmarkEntry): Promise<Timeseries> {
  return readRunFile(entry, 'timeseries.json', (text) => readDocument(text, TIMESERIES));
}

/**
 * The servers by the second during a benchmark run; undefined where that was not collected.
 *
 * @throws UserError if that file is damaged
 */
export function readEvidence(entry: BenchmarkEntry): Promise<EvidenceSeries | undefined> {
  return readIfThere(entry, 'evidence.json', EVIDENCE);
}

/**
 * How the database ran the operations of a benchmark; undefined where that was not collected.
 *
 * @throws UserError if that file is damaged
 */
export function readPlans(entry: BenchmarkEntry): Promise<Plans | undefined> {
  return readIfThere(entry, 'plans.json', PLANS);
}

/**
 * How a run's arrival rate was found; undefined where it was not searched for.
 *
 * @throws UserError if that file is damaged
 */
export function readCapacity(entry: MeasuredEntry): Promise<Capacity | undefined> {
  return readIfThere(entry, 'capacity.json', CAPACITY);
}

/** A chaos run by the second. @throws UserError if that file is missing or damaged */
export function readChaosTimeseries(entry: ChaosEntry): Promise<ChaosTimeseries> {
  return readRunFile(entry, 'timeseries.json', (text) => readDocument(text, CHAOS_TIMESERIES));
}

/** The report of a run. @throws UserError if there is none */
export function readReport(entry: MeasuredEntry): Promise<string> {
  return readRunFile(entry, 'report.html', (text) => text);
}

/**
 * A run in one document: its id, and each JSON file of its folder under the file's name.
 *
 * @throws UserError if one of the files is damaged
 */
export async function wholeRun(entry: MeasuredEntry): Promise<JsonObject> {
  const { id, kind, state } = entry;
  const files = (await readdir(entry.path)).filter((file) => /^[^.].*\.json$/.test(file)).sort();
  const document: Record<string, unknown> = { id, kind, state };
  for (const file of files) {
    document[basename(file, '.json')] = await readRunFile(entry, file, parseObject);
  }
  return document;
}

async function readIfThere<T>(
  entry: MeasuredEntry,
  file: string,
  kind: DocumentKind<T>,
): Promise<T | undefined> {
  const files = await readdir(entry.path);
  if (!files.includes(file)) return undefined;
  return readRunFile(entry, file, (text) => readDocument(text, kind));
}

async function readRunFile<T>(
  { id, path }: MeasuredEntry,
  file: string,
  read: (text: string) => T,
): Promise<T> {
  try {
    const text = await readRegularFile(join(path, file));
    if (text === undefined) throw new DamagedDocument('is missing');
    return read(text);
  } catch (error) {
    if (!(error instanceof DamagedDocument)) throw error;
    throw new UserError(`${file} of ${id} ${error.message}`, undefined, { cause: error });
  }
}
