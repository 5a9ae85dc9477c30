import { POINTS_FILE } from '../../manager/backup/points-catalogue';
import { LAYOUT_FILE, pointsFileOf } from '../../manager/backup/catalogue';
import type { LayoutFile, PointsFile, RestorePoint } from '../../manager/backup/catalogue';
import type { RepositoryAgent } from './repository-agent';

/** Files that are read at once, an hour each. */
const BATCH = 24;

/**
 * The restore points of a repository, the newest first, a day at a time as they are asked for.
 *
 * @param until none that was taken later, ms since the Unix epoch
 */
export async function* pointsBackwards(
  repository: RepositoryAgent,
  until = Infinity,
): AsyncGenerator<RestorePoint> {
  yield* points(repository, until, -1);
}

/** The restore points of a repository, the oldest first, none that was taken before a moment, ms. */
export async function* pointsForwards(
  repository: RepositoryAgent,
  since: number,
): AsyncGenerator<RestorePoint> {
  yield* points(repository, since, 1);
}

async function* points(
  repository: RepositoryAgent,
  from: number,
  direction: 1 | -1,
): AsyncGenerator<RestorePoint> {
  const all = (await repository.files()).filter((name) => POINTS_FILE.test(name)).sort();
  const isWithin = (value: number | string, limit: number | string): boolean =>
    direction === 1 ? value >= limit : value <= limit;
  const limit = Number.isFinite(from) ? pointsFileOf(from) : undefined;
  const names = all.filter((name) => limit === undefined || isWithin(name, limit));
  if (direction === -1) names.reverse();
  for (let at = 0; at < names.length; at += BATCH) {
    const files = (await repository.contents(names.slice(at, at + BATCH))) as PointsFile[];
    const found = files.flatMap((file) => file.points).filter((point) => isWithin(point.at, from));
    yield* found.sort((one, other) => direction * (one.at - other.at));
  }
}

/**
 * Removes the points that were taken since a moment, ms, of what a restore had begun and was undone: their
 * timelines go with it, and others will have the same numbers.
 */
export async function removePointsSince(repository: RepositoryAgent, at: number): Promise<void> {
  const first = pointsFileOf(at);
  const names = await repository.files();
  await repository.removePoints(
    names.filter((name) => POINTS_FILE.test(name) && name >= first),
    at,
  );
}

/** What the repository's backups are of; undefined where nobody has told it yet. */
export async function readLayout(repository: RepositoryAgent): Promise<LayoutFile | undefined> {
  const [layout] = await repository.contents([LAYOUT_FILE]);
  return layout as LayoutFile | undefined;
}
