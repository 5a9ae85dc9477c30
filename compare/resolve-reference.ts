import { UserError } from '../words/user-error';
import type { FoundRun, FoundRuns } from './find-runs';

/** Begins a reference to all runs with a tag. */
export const TAG_PREFIX = 'tag:';

/** How many candidates an error names. */
const NAMED = 4;

/**
 * The runs that a user means by a word: `tag:NAME`, `tag:NAME@STACK`, a run's id, a series' id (all its runs), or the
 * beginning of an id that fits one run or series alone.
 *
 * @throws UserError naming what comes near, if it means nothing, several things, or a run without
 *   figures
 */
export function resolveReference(reference: string, found: FoundRuns): readonly FoundRun[] {
  if (reference.startsWith(TAG_PREFIX)) return runsWithTag(reference, found);
  const { runs, folder, others } = found;
  const series = [...new Set(runs.map(({ metrics }) => metrics.series_id))];
  const ofSeries = (id: string): FoundRun[] =>
    runs.filter(({ metrics }) => metrics.series_id === id);

  const exact = runs.filter(({ id }) => id === reference);
  if (exact.length > 0) return exact;
  if (series.includes(reference)) return ofSeries(reference);
  const problem = others.get(reference);
  if (problem !== undefined) {
    throw new UserError(`"${reference}" in ${folder} can't be compared: ${problem}`);
  }
  const names = [...runs.map(({ id }) => id), ...series];
  const fitting = reference === '' ? [] : names.filter((name) => name.startsWith(reference));
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) {
    const run = runs.find(({ id }) => id === only);
    return run === undefined ? ofSeries(only) : [run];
  }
  if (fitting.length > 1) {
    throw new UserError(
      `"${reference}" fits ${fitting.length} runs or series in ${folder}: ${list(fitting)}`,
      'write more of it',
    );
  }
  throw new UserError(
    `there is no run, series or folder "${reference}" in ${folder}`,
    hint([...names, ...tagsOf(runs)], reference),
  );
}

function runsWithTag(reference: string, { runs, folder }: FoundRuns): FoundRun[] {
  const tag = reference.slice(TAG_PREFIX.length);
  const tagged = runs.filter(({ tags }) => tags.includes(tag));
  if (tagged.length > 0) return tagged;
  // Stacks that took turns share their tag.
  const [, name = '', stack] = /^(.+)@([^@]+)$/.exec(tag) ?? [];
  const onStack = runs.filter(
    ({ tags, metrics }) => tags.includes(name) && metrics.stack === stack,
  );
  if (onStack.length > 0) return onStack;
  throw new UserError(
    `no run in ${folder} has the tag "${tag}"`,
    hint(tagsOf(runs), reference, 'the folder has no tag; `npm run bench -- --tag` sets one'),
  );
}

function tagsOf(runs: readonly FoundRun[]): string[] {
  return [...new Set(runs.flatMap(({ tags }) => tags))].map((tag) => TAG_PREFIX + tag);
}

function hint(names: readonly string[], wanted: string, none = 'the folder has none'): string {
  return names.length === 0 ? none : `near it: ${list(nearest(names, wanted))}`;
}

/** Names that hold the word, else those that begin most like it; the newest of equals first. */
function nearest(names: readonly string[], wanted: string): string[] {
  const word = wanted.startsWith(TAG_PREFIX) ? wanted.slice(TAG_PREFIX.length) : wanted;
  const holding = names.filter((name) => word !== '' && name.includes(word));
  const start = (name: string): number => {
    let length = 0;
    while (length < wanted.length && name[length] === wanted[length]) length += 1;
    return length;
  };
  const candidates = holding.length > 0 ? holding : [...names];
  return [...candidates].reverse().sort((a, b) => start(b) - start(a));
}

function list(names: readonly string[]): string {
  return names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ', …' : '');
}
