import { POINTS_FILE } from '../../manager/backup/points-catalogue';
import { LAYOUT_FILE, pointsFileOf } from '../../manager/backup/catalogue';
import type { LayoutFile, PointsFile, RestorePoint } from '../../manager/backup/catalogue';
import type { RepositoryAgent } from './repository-agent';

/** As much of a repository as points are read from. */
type Catalogue = Pick<RepositoryAgent, 'files' | 'contents'>;

/** Files that are read at once, an hour each. */
const BATCH = 24;

/**
 * The restore points of some repositories, the newest first, a day at a time as they are asked for. One that
 * stands in several catalogues comes once.
 *
 * @param until none that was taken later, ms since the Unix epoch
 */
export async function* pointsBackwards(
  repositories: readonly Catalogue[],
  until = Infinity,
): AsyncGenerator<RestorePoint> {
  yield* points(repositories, until, -1);
}

/** The restore points of some repositories, the oldest first, none that was taken before a moment, ms. */
export async function* pointsForwards(
  repositories: readonly Catalogue[],
  since: number,
): AsyncGenerator<RestorePoint> {
  yield* points(repositories, since, 1);
}

async function* points(
  repositories: readonly Catalogue[],
  from: number,
  direction: 1 | -1,
): AsyncGenerator<RestorePoint> {
  const listed = await Promise.all(
    repositories.map(async (repository) => ({ repository, files: await repository.files() })),
  );
  const all = [...new Set(listed.flatMap(({ files }) => files))].filter((name) =>
    POINTS_FILE.test(name),
  );
  const isWithin = (value: number | string, limit: number | string): boolean =>
    direction === 1 ? value >= limit : value <= limit;
  const limit = Number.isFinite(from) ? pointsFileOf(from) : undefined;
  const names = all.filter((name) => limit === undefined || isWithin(name, limit)).sort();
  if (direction === -1) names.reverse();
  for (let at = 0; at < names.length; at += BATCH) {
    const batch = names.slice(at, at + BATCH);
    const files = await Promise.all(
      listed.map(({ repository, files: own }) =>
        repository.contents(batch.filter((name) => own.includes(name))),
      ),
    );
    const found = (files.flat() as PointsFile[])
      .flatMap((file) => file.points)
      .filter((point) => isWithin(point.at, from));
    const once = new Map(found.map((point) => [point.name, point]));
    yield* [...once.values()].sort((one, other) => direction * (one.at - other.at));
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

/** What the backups of these repositories are of; undefined where nobody has told it yet. */
export async function readLayout(
  repositories: readonly Catalogue[],
): Promise<LayoutFile | undefined> {
  const layouts = await Promise.all(repositories.map((one) => one.contents([LAYOUT_FILE])));
  return layouts.flat()[0] as LayoutFile | undefined;
}
