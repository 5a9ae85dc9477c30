import { archiveGaps, gapText } from '../../manager/backup/archive-gaps';
import type { RepositoryState } from '../../manager/backup/agent-protocol';
import type { RestorePoint } from '../../manager/backup/catalogue';
import type { ClusterPlan } from '../../topology/plan';
import { clusterDocker } from '../hosts/cluster-docker';
import { backupOf } from './backup-of';
import { backupSets, type BackupSet } from './backup-sets';
import { backupsForPoint } from './backups-for-point';
import { RepositoryAgent } from './repository-agent';
import { earliestPossible, readAllStored, type StoredCluster } from './stored-groups';
import { pointsBackwards, pointsForwards } from './stored-points';

/** Points that are listed, the newest ones. */
const LISTED = 5;

/** A point as it is listed. */
export type ListedPoint = Pick<RestorePoint, 'name' | 'at' | 'widthMs'>;

/** Sets and gaps of one repository. */
export interface ListedRepository extends Pick<
  RepositoryState,
  'jobs' | 'bytesUsed' | 'bytesFree'
> {
  readonly name: string;
  readonly sets: readonly BackupSet[];
  /** Holes in the log since the oldest base backup, by the group's name. */
  readonly gaps: Readonly<Record<string, readonly string[]>>;
}

/** What `npm run backup -- list` tells. */
export interface ListedBackups {
  readonly stack: string;
  /** Earliest and latest moment that can be restored, ms since the Unix epoch; null before the first. */
  readonly window: { readonly from: number; readonly to: number } | null;
  /** The newest points that can be restored, the newest first. */
  readonly points: readonly ListedPoint[];
  readonly repositories: readonly ListedRepository[];
}

/** The repositories of a cluster, the first one first. @throws UserError where it has none */
export function repositoriesOf(plan: ClusterPlan): RepositoryAgent[] {
  const docker = clusterDocker(plan);
  return backupOf(plan).repositories.map((repository) => new RepositoryAgent(docker, repository));
}

/** Everything that is stored of a cluster. */
export async function readBackups(plan: ClusterPlan): Promise<ListedBackups> {
  const stored = await readAllStored(repositoriesOf(plan), plan);
  const isReachable = reachableIn(plan, stored);
  const repositories = stored.map(({ repository }) => repository);
  const points: ListedPoint[] = [];
  let from: number | undefined;
  for await (const point of pointsBackwards(repositories)) {
    if (isReachable(point)) points.push(listed(point));
    if (points.length === LISTED) break;
  }
  const since = Math.min(...stored.map(earliestPossible));
  for await (const point of pointsForwards(repositories, since)) {
    if (!isReachable(point)) continue;
    from = point.at;
    break;
  }
  const [newest] = points;
  return {
    stack: plan.stack,
    window: newest === undefined ? null : { from: from ?? newest.at, to: newest.at },
    points,
    repositories: stored.map((one) => listedRepository(plan, one)),
  };
}

/** Tells of a point whether all groups can be restored to it. */
export function reachableIn(
  { groups }: ClusterPlan,
  stored: readonly StoredCluster[],
): (point: RestorePoint) => boolean {
  const names = groups.map(({ name }) => name);
  const contents = stored.map(contentsOf);
  return (point) => typeof backupsForPoint(point, names, contents) !== 'string';
}

/** A repository's number and contents. */
export function contentsOf({ repository, groups }: StoredCluster) {
  return { number: repository.plan.number, groups };
}

function listed({ name, at, widthMs }: RestorePoint): ListedPoint {
  return { name, at, widthMs };
}

/** What of a repository is listed. */
export function listedRepository(
  plan: ClusterPlan,
  { repository, state, groups }: StoredCluster,
): ListedRepository {
  const { jobs, bytesUsed, bytesFree } = state;
  const backups = plan.groups.map(({ name }) => [name, groups.get(name)?.backups ?? []] as const);
  const gaps = [...groups].map(
    ([name, { backups, log }]) => [name, archiveGaps(log, backups).map(gapText)] as const,
  );
  return {
    name: repository.plan.name,
    sets: backupSets(new Map(backups)),
    gaps: Object.fromEntries(gaps.filter(([, holes]) => holes.length > 0)),
    ...{ jobs, bytesUsed, bytesFree },
  };
}
