import { DAY_MS } from './age';
import { isMeasured, tagsOf, type ResultEntry } from './result-entry';

/** Which runs stay: the newest few, or those that are young enough. */
export type PruneRule = { readonly keep: number } | { readonly olderThanMs: number };

/**
 * Chooses the runs to delete. Runs that carry a tag or are pinned stay, and so do those whose
 * annotations can't be read, because they may be. What is being written stays; what never became a
 * run goes after a day. A damaged run goes with the others of its age.
 *
 * @param entries newest first
 */
export function choosePrunable(
  entries: readonly ResultEntry[],
  rule: PruneRule,
  now: Date,
): ResultEntry[] {
  let measured = 0;
  return entries.filter((entry) => {
    const ageMs = now.getTime() - entry.startedAt.getTime();
    if (entry.state === 'unfinished') return entry.writer === null && ageMs > DAY_MS;
    const old = 'keep' in rule ? measured >= rule.keep : ageMs > rule.olderThanMs;
    if (isMeasured(entry)) measured += 1;
    return old && !isProtected(entry);
  });
}

function isProtected(entry: ResultEntry): boolean {
  const { annotations, annotationsProblem } = entry;
  return annotations.baseline || tagsOf(entry).length > 0 || annotationsProblem !== null;
}
