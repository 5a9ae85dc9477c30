import { UserError } from '../words/user-error';
import type { Listing } from './list-results';
import { isMeasured, type ResultEntry } from './result-entry';

/** How many ids an error names. */
const NAMED = 3;

/** Stands for the newest run that has figures. */
export const LATEST = 'latest';

/**
 * The entry that a user means. Ids are looked for among those that are there, so no text leads
 * outside of the results folder.
 *
 * @param wanted an id, the beginning of one that no other id begins with, or `latest`
 * @throws UserError naming the nearest ids if there is none, and those that match if there are more
 */
export function findResult({ folder, entries, foreign }: Listing, wanted: string): ResultEntry {
  if (wanted === LATEST) {
    const newest = entries.find(isMeasured);
    if (newest === undefined) throw new UserError(`${folder} has no finished run`, 'make one');
    return newest;
  }
  const exact = entries.find(({ id }) => id === wanted);
  if (exact !== undefined) return exact;
  const matching = wanted === '' ? [] : entries.filter(({ id }) => id.startsWith(wanted));
  const [only, ...others] = matching;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    throw new UserError(
      `"${wanted}" names ${matching.length} runs of ${folder}: ${some(matching)}`,
      'write more of the id',
    );
  }
  if (foreign.includes(wanted)) {
    throw new UserError(`"${wanted}" of ${folder} is no run`, 'only runs can be named');
  }
  throw new UserError(
    `there is no run "${wanted}" in ${folder}`,
    entries.length === 0
      ? 'the folder has none'
      : `the nearest are ${some(nearest(entries, wanted))}`,
  );
}

function some(entries: readonly ResultEntry[]): string {
  const more = entries.length > NAMED ? ', …' : '';
  return entries
    .slice(0, NAMED)
    .map(({ id }) => id)
    .join(', ')
    .concat(more);
}

/** Ids that hold the text, else those that begin most like it; the newest first. */
function nearest(entries: readonly ResultEntry[], wanted: string): ResultEntry[] {
  const holding = entries.filter(({ id }) => wanted !== '' && id.includes(wanted));
  const candidates = holding.length > 0 ? holding : [...entries];
  return candidates
    .sort((a, b) => commonStart(b.id, wanted) - commonStart(a.id, wanted))
    .slice(0, NAMED);
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
