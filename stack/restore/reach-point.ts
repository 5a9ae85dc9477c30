import type { RestorePoint } from '../../manager/backup/catalogue';
import { backupsForPoint, type GroupSource } from '../../running/backup/backups-for-point';
import { contentsOf } from '../../running/backup/read-backups';
import type { StoredCluster } from '../../running/backup/stored-groups';
import { pointsBackwards } from '../../running/backup/stored-points';
import { choosePoint, type RestoreTarget } from './restore-target';

/** A point, and what each group is restored to it from. */
export interface ReachedPoint {
  readonly point: RestorePoint;
  readonly sources: readonly GroupSource[];
}

/**
 * The point that is meant, of the repositories' catalogues, and base backups that lead there.
 *
 * @param groups names of all groups
 * @param stored what repositories hold, the first one first
 * @throws UserError where there is no such point, or a group can't reach it
 */
export async function reachPoint(
  target: RestoreTarget,
  groups: readonly string[],
  stored: readonly [StoredCluster, ...StoredCluster[]],
): Promise<ReachedPoint> {
  let sources: readonly GroupSource[] = [];
  const until = target.kind === 'moment' ? target.at : undefined;
  const repositories = stored.map(({ repository }) => repository);
  const point = await choosePoint(target, pointsBackwards(repositories, until), (one) => {
    const found = backupsForPoint(one, groups, stored.map(contentsOf));
    if (typeof found === 'string') return found;
    sources = found;
    return undefined;
  });
  return { point, sources };
}
