import type { ArchivedLog, BaseBackup } from './agent-protocol';
import type { GroupPoint } from './catalogue';
import { nameOfPlace, placeOf, timelineName, timelineOf, type Ancestor } from './log-files';

/** As many missing files as are named; whether there are more behind them is not told. */
const NAMED_AT_MOST = 100;

/** What of one group is in one repository. */
export interface StoredGroup {
  readonly backups: readonly BaseBackup[];
  readonly log: ArchivedLog;
  /** Ancestors of the timelines whose history is known, by the timeline. */
  readonly histories: ReadonlyMap<number, readonly Ancestor[]>;
}

/** A stretch of one timeline's log that recovery reads, first and last place. */
interface Stretch {
  readonly timeline: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The newest base backup of a group from which a point can be reached, as it ended before the point and
 * all log from its beginning to the point is there.
 *
 * @returns why there is none, in words, where there is none
 */
export function backupFor(
  point: Pick<GroupPoint, 'timeline' | 'segment'>,
  { backups, log, histories }: StoredGroup,
): BaseBackup | string {
  let reason = 'no base backup ended before it';
  const newestFirst = [...backups].sort((one, other) => other.stop - one.stop);
  for (const backup of newestFirst) {
    const way = wayTo(point, backup, histories);
    if (way === undefined) continue;
    const missing = way.map((stretch) => missingOf(log, stretch)).find((one) => one !== undefined);
    if (backup.damaged) reason = `base backup ${backup.label} is damaged`;
    else if (missing !== undefined)
      reason = `log file ${missing} is missing or damaged after ${backup.label}`;
    else return backup;
  }
  return reason;
}

/** What recovery reads from a backup to a point; undefined where no way leads there. */
function wayTo(
  { timeline, segment }: Pick<GroupPoint, 'timeline' | 'segment'>,
  { archiveStart, archiveStop }: BaseBackup,
  histories: StoredGroup['histories'],
): Stretch[] | undefined {
  const ancestors = histories.get(timeline) ?? [];
  const all = [...ancestors, { timeline, left: placeOf(segment) + 1 }];
  const first = all.findIndex((one) => one.timeline === timelineOf(archiveStop));
  // The end of a backup closes its log file: what came later is in another one.
  if (first === -1 || placeOf(archiveStop) >= (all[first]?.left ?? 0)) return undefined;
  if (placeOf(archiveStop) >= placeOf(segment)) return undefined;
  let from = placeOf(archiveStart);
  const stretches = all.slice(first).map((one) => {
    const stretch = { timeline: one.timeline, from, to: one.left - 1 };
    from = one.left;
    return stretch;
  });
  return stretches.filter((one) => one.from <= one.to);
}

/** The first file of a stretch that is not there. */
function missingOf(
  { timelines }: ArchivedLog,
  { timeline, from, to }: Stretch,
): string | undefined {
  const name = timelineName(timeline);
  const archived = timelines.find((one) => one.timeline === name);
  const file = (place: number): string => name + nameOfPlace(place);
  if (archived === undefined || placeOf(archived.first) > from) return file(from);
  const { last, missing } = archived;
  if (placeOf(last) < to) return file(placeOf(last) + 1);
  const places = missing.map(placeOf);
  const lacking = places.find((place) => place >= from && place <= to);
  if (lacking !== undefined) return file(lacking);
  const known = places.length < NAMED_AT_MOST ? Infinity : Math.max(...places);
  return known < to ? file(known + 1) : undefined;
}
