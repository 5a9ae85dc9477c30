import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../words/user-error';
import type { Metrics } from '../results/metrics';
import { findRuns, readTimeseries, type FoundRun, type FoundRuns } from './find-runs';
import { resolveReference, TAG_PREFIX } from './resolve-reference';
import type { Side } from './side';

/** What is compared, and what else is known. */
export interface Selection {
  readonly sides: readonly Side[];
  /** Every run of the results folder. */
  readonly all: readonly Metrics[];
}

/**
 * Finds the runs that a user means.
 *
 * @param references one a side: as {@link resolveReference} takes them, or the path of a run's
 *   folder, of its `metrics.json`, or of a folder of runs
 * @param results the folder of all results; it need not be there if only paths are given
 * @throws UserError if one means nothing or several things, or has no run
 */
export async function selectSides(
  references: readonly string[],
  results: string,
): Promise<Selection> {
  const isPath = (text: string): boolean => !text.startsWith(TAG_PREFIX) && existsSync(text);
  const needed = references.some((reference) => !isPath(reference)) || existsSync(results);
  const found: FoundRuns = needed
    ? await findRuns(results)
    : { folder: results, runs: [], others: new Map() };
  return select(references, found, async (reference) =>
    isPath(reference) ? runsAt(reference) : resolveReference(reference, found),
  );
}

/**
 * Finds the runs of a results folder that a user means, and none that lies elsewhere.
 *
 * @param references one a side, as {@link resolveReference} takes them
 * @throws UserError if one means nothing or several things, or has no run
 */
export async function selectRecordedSides(
  references: readonly string[],
  results: string,
): Promise<Selection> {
  const found = await findRuns(results);
  return select(references, found, (reference) => resolveReference(reference, found));
}

async function select(
  references: readonly string[],
  found: FoundRuns,
  runsOf: (reference: string) => readonly FoundRun[] | Promise<readonly FoundRun[]>,
): Promise<Selection> {
  const sides: Side[] = [];
  for (const reference of references) {
    const runs = await runsOf(reference);
    sides.push({ label: labelOf(reference), runs: await Promise.all(runs.map(withSeries)) });
  }
  const labels = sides.map(({ label }) => label);
  return {
    sides: sides.map((side, i) =>
      labels.indexOf(side.label) === i ? side : { ...side, label: `${side.label} (${i + 1})` },
    ),
    all: found.runs.map(({ metrics }) => metrics),
  };
}

async function withSeries({ path, metrics }: FoundRun) {
  return { metrics, series: await readTimeseries(path) };
}

/** The runs at a path: the run whose folder or file it is, or all in a folder of runs. */
async function runsAt(path: string): Promise<readonly FoundRun[]> {
  const folder = resolve(basename(path) === 'metrics.json' ? dirname(path) : path);
  if (existsSync(join(folder, 'metrics.json'))) {
    const { runs, others } = await findRuns(dirname(folder));
    const run = runs.find(({ id }) => id === basename(folder));
    if (run !== undefined) return [run];
    const problem = others.get(basename(folder)) ?? 'it is no run';
    throw new UserError(`${path} can't be compared: ${problem}`);
  }
  const { runs } = await findRuns(folder);
  if (runs.length === 0) throw new UserError(`there is no benchmark run in ${path}`);
  return runs;
}

/** A path is called by its last part. */
function labelOf(reference: string): string {
  if (reference.startsWith(TAG_PREFIX)) return reference.slice(TAG_PREFIX.length);
  if (!reference.includes('/')) return reference;
  const path = resolve(reference);
  return basename(path) === 'metrics.json' ? basename(dirname(path)) : basename(path);
}
