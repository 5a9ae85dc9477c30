import type { ArchivedLog, BaseBackup } from './agent-protocol';
import { nameOfPlace, placeOf } from './log-files';

/** Log files that no repository will ever have, in a row. */
export interface ArchiveGap {
  /** Eight hexadecimal digits. */
  readonly timeline: string;
  /** Places of the first and of the last one. */
  readonly first: number;
  readonly last: number;
  /** Whether a base backup that began after it leads past it. */
  readonly closed: boolean;
}

/**
 * Holes in what a repository has of a stanza's log since its oldest base backup: within a timeline, between
 * the end of one and the beginning of the next, where a primary was lost before it had archived, and
 * before what the primary has yet to archive, where log was given up.
 *
 * @param next name of the first log file that the primary has yet to archive, as it was before the look at
 * the archive; undefined where it does not answer
 */
export function archiveGaps(
  { timelines }: ArchivedLog,
  backups: readonly BaseBackup[],
  next?: string,
): ArchiveGap[] {
  const begins = backups.map(({ archiveStart }) => placeOf(archiveStart));
  const oldest = Math.min(...begins);
  const awaited = next === undefined ? [] : [placeOf(next)];
  const gaps = timelines.flatMap(({ timeline, last, missing }, index) => {
    const following = timelines.slice(index + 1).map(({ first }) => placeOf(first));
    const [end, goesOn] = [placeOf(last), Math.min(...following, ...awaited)];
    const isLost = Number.isFinite(goesOn) && goesOn > end + 1;
    const runs = [...inRuns(missing.map(placeOf)), ...(isLost ? [[end + 1, goesOn - 1]] : [])];
    return runs.map(([from = 0, to = from]) => ({ timeline, first: from, last: to }));
  });
  return gaps
    .filter((gap) => gap.last >= oldest)
    .map((gap) => ({ ...gap, closed: begins.some((begin) => begin > gap.last) }));
}

/** A hole for people: `A to B`, or the one file that it is of. */
export function gapText({ timeline, first, last }: ArchiveGap): string {
  const [from, to] = [first, last].map((place) => timeline + nameOfPlace(place));
  return from === to ? `${from}` : `${from} to ${to}`;
}

/** First and last of the numbers that follow one another. */
function inRuns(numbers: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const run = runs.at(-1);
    if (run !== undefined && number <= run[1] + 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs;
}
