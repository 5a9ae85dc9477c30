import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../words/user-error';
import { readAnnotations, NO_ANNOTATIONS, type Annotations } from './annotations';
import { CHAOS, DamagedDocument, METRICS, readDocument, SCALE } from './read-document';
import { readRegularFile } from './read-regular-file';
import type { DamagedEntry, MeasuredEntry, ResultEntry } from './result-entry';
import { pendingWriter, PENDING_PREFIX, timeOfRunId } from '../results/results-folder';

/** A results folder. */
export interface Listing {
  readonly folder: string;
  /** Newest first. */
  readonly entries: readonly ResultEntry[];
  /** Names of what else lies there; hidden files are not counted. */
  readonly foreign: readonly string[];
}

/**
 * Reads a results folder. Nothing in it makes this fail: what can't be read is an entry that says so.
 *
 * @param folder the folder of all results
 * @param only names of the entries that are wanted; looked up among those that are there, so that no
 *   text leads elsewhere. All by default
 * @throws UserError if there is no such folder, or it can't be read
 */
export async function listResults(folder: string, only?: ReadonlySet<string>): Promise<Listing> {
  const entries: ResultEntry[] = [];
  const foreign: string[] = [];
  // One after the other: a folder may hold thousands, and each is held in memory while it is read.
  for (const item of await contents(folder)) {
    if (only?.has(item.name) === false) continue;
    const entry = await readEntry(folder, item);
    if (entry !== undefined) entries.push(entry);
    else if (!item.name.startsWith('.')) foreign.push(item.name);
  }
  entries.sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime() || (a.id < b.id ? 1 : -1));
  return { folder, entries, foreign: foreign.sort() };
}

async function contents(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw new UserError(
        `there is no results folder ${folder}`,
        'run a benchmark, or name another folder with --results',
        { cause },
      );
    }
    const problem = code === 'ENOTDIR' ? 'it is no folder' : message;
    throw new UserError(
      `the results folder ${folder} can't be read: ${problem}`,
      'name another with --results',
      { cause },
    );
  }
}

/** @returns undefined for what is no run */
async function readEntry(folder: string, item: Dirent): Promise<ResultEntry | undefined> {
  if (!item.isDirectory()) return undefined;
  const id = item.name;
  const path = join(folder, id);
  const pending = id.startsWith(PENDING_PREFIX);
  const notes = await annotationsOf(path);
  const run = pending ? undefined : await readRun(path);
  if (run !== undefined) {
    const startedAt = run.startedAt ?? timeOfRunId(id) ?? (await lastChange(path));
    return { ...run, id, path, startedAt, ...notes };
  }
  if (!pending && timeOfRunId(id) === undefined) return undefined;
  const startedAt = timeOfRunId(id) ?? (await lastChange(path));
  const writer = pendingWriter(id) ?? null;
  return { state: 'unfinished', kind: null, writer, id, path, startedAt, ...notes };
}

type Of<T> = T extends unknown ? Omit<T, 'id' | 'path' | 'startedAt' | keyof Notes> : never;
type Run = Of<MeasuredEntry | DamagedEntry> & { readonly startedAt?: Date };

/** The file that makes a folder a run of a kind, and how it is read. */
const RUNS = [
  { kind: 'benchmark', file: 'metrics.json', read: benchmarkRun },
  { kind: 'chaos', file: 'chaos.json', read: chaosRun },
  { kind: 'scale', file: 'scale.json', read: scaleRun },
] as const;

/** @returns undefined if it has none of the files that make a run */
async function readRun(path: string): Promise<Run | undefined> {
  for (const { kind, file, read } of RUNS) {
    try {
      const text = await readRegularFile(join(path, file));
      if (text !== undefined) return read(text);
    } catch (error) {
      if (!(error instanceof DamagedDocument)) throw error;
      return { state: 'damaged', kind, reason: `${file} ${error.message}` };
    }
  }
  return undefined;
}

function benchmarkRun(text: string): Run {
  const metrics = readDocument(text, METRICS);
  const state = metrics.partial ? 'partial' : 'complete';
  return { state, kind: 'benchmark', metrics, startedAt: new Date(metrics.timestamp) };
}

function chaosRun(text: string): Run {
  const chaos = readDocument(text, CHAOS);
  const state = chaos.partial ? 'partial' : 'complete';
  return { state, kind: 'chaos', chaos, startedAt: new Date(chaos.timestamp) };
}

function scaleRun(text: string): Run {
  const scale = readDocument(text, SCALE);
  return { state: 'complete', kind: 'scale', scale, startedAt: new Date(scale.timestamp) };
}

interface Notes {
  readonly annotations: Annotations;
  readonly annotationsProblem: string | null;
}

async function annotationsOf(path: string): Promise<Notes> {
  try {
    return { annotations: await readAnnotations(path), annotationsProblem: null };
  } catch (error) {
    if (!(error instanceof DamagedDocument)) throw error;
    return { annotations: NO_ANNOTATIONS, annotationsProblem: error.message };
  }
}

/** When something was last put into a folder; now if it has just gone. */
async function lastChange(path: string): Promise<Date> {
  return stat(path).then(
    ({ mtime }) => mtime,
    () => new Date(),
  );
}
