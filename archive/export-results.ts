import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../words/user-error';
import {
  chaosSecondRows,
  containerRows,
  csv,
  faultRows,
  operationRows,
  scaleRows,
  secondRows,
  type CsvRow,
} from './csv-tables';
import type { MeasuredEntry } from './result-entry';
import {
  readChaosTimeseries,
  readEvidence,
  readReport,
  readTimeseries,
  wholeRun,
} from './run-files';

/** What runs can be exported as. */
export const EXPORT_FORMATS = ['csv', 'json', 'html'] as const;

/** A format of {@link EXPORT_FORMATS}. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Files to be written, and what they hold. */
type Files = ReadonlyMap<string, string>;

/**
 * Exports runs.
 *
 * - `json`: each run in one document with all of its JSON files; several are an array
 * - `html`: the report of each, a file a run
 * - `csv`: tables over all the runs, with the run in the first column: `operations.csv` and
 *   `timeseries.csv` of benchmarks (and `containers.csv` where there is evidence), `faults.csv` and `chaos-timeseries.csv` of chaos runs,
 *   `scale.csv` of clusters of several sizes
 *
 * @param out a file; a folder that is there or ends with a slash; undefined for the result itself
 * @returns the text if there is no `out`, else the paths of the files written
 * @throws UserError if several files are to go into one, or can't be written
 */
export async function exportResults(
  entries: readonly MeasuredEntry[],
  format: ExportFormat,
  out: string | undefined,
): Promise<{ readonly text: string } | { readonly files: readonly string[] }> {
  const intoFolder = out !== undefined && (out.endsWith('/') || (await isFolder(out)));
  const files = intoFolder ? await apart(entries, format) : await exportedFiles(entries, format);
  if (intoFolder) return { files: await writeAll(out, files) };
  const [text, ...others] = files.values();
  if (text === undefined || others.length > 0) {
    throw new UserError(
      `${format} of ${entries.length === 1 ? 'a run' : `${entries.length} runs`} is ${files.size} files`,
      'name a folder: --out FOLDER/',
    );
  }
  if (out === undefined) return { text };
  await write(out, text);
  return { files: [out] };
}

/**
 * What an export writes, by the name of the file: as few files as the format allows.
 *
 * @throws UserError if a file of a run is missing or damaged
 */
export async function exportedFiles(
  entries: readonly MeasuredEntry[],
  format: ExportFormat,
): Promise<Files> {
  if (format === 'json' && entries.length > 1) {
    return new Map([['runs.json', json(await Promise.all(entries.map(wholeRun)))]]);
  }
  return apart(entries, format);
}

/** A file a run; of CSV, a file a table. */
async function apart(entries: readonly MeasuredEntry[], format: ExportFormat): Promise<Files> {
  if (format === 'csv') return csvFiles(entries);
  const files = new Map<string, string>();
  for (const entry of entries) {
    const text = format === 'html' ? readReport(entry) : wholeRun(entry).then(json);
    files.set(`${entry.id}.${format}`, await text);
  }
  return files;
}

async function csvFiles(entries: readonly MeasuredEntry[]): Promise<Files> {
  const tables = new Map<string, CsvRow[]>();
  const add = (name: string, rows: readonly CsvRow[]): void => {
    if (rows.length > 0) tables.set(name, [...(tables.get(name) ?? []), ...rows]);
  };
  for (const entry of entries) {
    if (entry.kind === 'benchmark') {
      add('operations.csv', operationRows(entry));
      add('timeseries.csv', secondRows(entry, await readTimeseries(entry)));
      const evidence = await readEvidence(entry);
      if (evidence !== undefined) add('containers.csv', containerRows(entry, evidence));
    } else if (entry.kind === 'scale') {
      add('scale.csv', scaleRows(entry));
    } else {
      add('faults.csv', faultRows(entry));
      add('chaos-timeseries.csv', chaosSecondRows(entry, await readChaosTimeseries(entry)));
    }
  }
  return new Map([...tables].map(([name, rows]) => [name, csv(rows)]));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function writeAll(folder: string, files: Files): Promise<string[]> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new UserError(`${folder} can't be made: ${(cause as Error).message}`, undefined, {
      cause,
    });
  }
  const paths: string[] = [];
  for (const [name, text] of files) {
    const path = join(folder, name);
    await write(path, text);
    paths.push(path);
  }
  return paths;
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new UserError(`${path} can't be written: ${(cause as Error).message}`, undefined, {
      cause,
    });
  }
}
