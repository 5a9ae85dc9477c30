import type { PointsFile, RestorePoint } from '../../manager/backup/catalogue';
import type { ClusterPlan } from '../../topology/plan';
import { backupOf } from './backup-of';
import { hourSpans, joinedSpans, pointSpans } from './point-spans';
import { reachableIn } from './read-backups';
import { earliestPossible, type StoredCluster } from './stored-groups';

/** Newest hours whose points are read one by one; of older ones it is told that there are points. */
const EXACT_HOURS = 48;

/** Hours that are read at once while one point is looked for. */
const BATCH = 4;

/** Points that are no further apart make one stretch, whatever is set, ms: nobody was told of a hole. */
const LEAST_HOLE_MS = 180_000;

/** Which moments a cluster can be restored to. */
export interface PointsTimeline {
  /** The earliest and the latest, ms since the Unix epoch; null before the first. */
  readonly window: { readonly from: number; readonly to: number } | null;
  readonly spans: readonly { readonly from: number; readonly to: number }[];
}

/**
 * Reads the points of a cluster's catalogue, each hour once: what has passed does not change but by the way
 * back from a restore.
 */
export class PointsReader {
  private readonly known = new Map<string, readonly RestorePoint[]>();

  /** @param stored what the repositories hold; a point that stands in several catalogues counts once */
  async timeline(plan: ClusterPlan, stored: readonly StoredCluster[]): Promise<PointsTimeline> {
    const isReachable = reachableIn(plan, stored);
    const listed = await Promise.all(
      stored.map(async ({ repository }) => ({ repository, files: await repository.files() })),
    );
    const since = Math.min(...stored.map(earliestPossible));
    const names = [...new Set(listed.flatMap(({ files }) => files))]
      .filter((name) => (hourSpans([name])[0]?.to ?? -Infinity) >= since)
      .sort();
    const growing = names.slice(-2);
    const read = async (some: readonly string[]): Promise<RestorePoint[]> => {
      const found = await Promise.all(
        listed.map(({ repository, files }) => {
          const own = some.filter((name) => files.includes(name));
          return this.pointsOf(repository, own, growing);
        }),
      );
      const once = new Map(found.flat().map((point) => [point.name, point]));
      return [...once.values()].filter(isReachable).sort((one, other) => one.at - other.at);
    };
    const exact = await read(names.slice(-EXACT_HOURS));
    const older = names.slice(0, -EXACT_HOURS);
    const first = (await firstOf(older, read, 0)) ?? exact[0];
    const last = exact.at(-1) ?? (await firstOf(older.toReversed(), read, -1));
    if (first === undefined || last === undefined) return { window: null, spans: [] };
    const apart = Math.max(LEAST_HOLE_MS, backupOf(plan).restorePointSeconds * 3000);
    const moments = exact.map(({ at }) => at);
    const hours = hourSpans(older).map(({ from, to }) => ({ from: Math.max(from, first.at), to }));
    return {
      window: { from: first.at, to: last.at },
      spans: joinedSpans([...hours, ...pointSpans(moments, apart)], apart).filter(
        ({ from, to }) => from <= to,
      ),
    };
  }

  /** @param growing names of files that may have got more since */
  private async pointsOf(
    repository: StoredCluster['repository'],
    names: readonly string[],
    growing: readonly string[],
  ): Promise<readonly RestorePoint[]> {
    const keyOf = (name: string): string => `${repository.plan.container} ${name}`;
    const wanted = names.filter((name) => growing.includes(name) || !this.known.has(keyOf(name)));
    // Files that are gone meanwhile are left out, so that the points themselves tell which hour is theirs.
    const files = (await repository.contents(wanted)) as PointsFile[];
    const points = files.flatMap((file) => file.points);
    for (const name of wanted) {
      const [hour] = hourSpans([name]);
      const own = points.filter(({ at }) => hour && at >= hour.from && at < hour.to);
      this.known.set(keyOf(name), own);
    }
    return names.flatMap((name) => this.known.get(keyOf(name)) ?? []);
  }
}

/**
 * A point that can be restored to, of the first of these files that have one, some files at a time.
 *
 * @param place of it among those that were read at once: the first or the last one
 */
async function firstOf(
  names: readonly string[],
  read: (names: readonly string[]) => Promise<RestorePoint[]>,
  place: 0 | -1,
): Promise<RestorePoint | undefined> {
  for (let at = 0; at < names.length; at += BATCH) {
    const found = (await read(names.slice(at, at + BATCH))).at(place);
    if (found !== undefined) return found;
  }
  return undefined;
}
