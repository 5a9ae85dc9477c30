import type { BaseBackup } from '../../manager/backup/agent-protocol';
import type { GroupPoint, RestorePoint } from '../../manager/backup/catalogue';
import { backupFor, type StoredGroup } from '../../manager/backup/reachable';

/** What one repository holds, by the group's name. */
export interface RepositoryContents {
  /** pgBackRest's number of it. */
  readonly number: number;
  readonly groups: ReadonlyMap<string, StoredGroup>;
}

/** What a group is restored from. */
export interface GroupSource {
  readonly point: GroupPoint;
  readonly backup: BaseBackup;
  /** Number of the repository. */
  readonly repository: number;
  /** Labels of newer backups there that are passed over, as they are damaged. */
  readonly damaged: readonly string[];
}

/**
 * A base backup for every group from which a point can be reached, of the first repository that has one.
 *
 * @param groups their names
 * @returns the reason, naming the group, where one has none
 */
export function backupsForPoint(
  point: RestorePoint,
  groups: readonly string[],
  repositories: readonly RepositoryContents[],
): GroupSource[] | string {
  const sources: GroupSource[] = [];
  for (const name of groups) {
    const ofGroup = point.groups.find(({ group }) => group === name);
    if (ofGroup === undefined) return `${name} has no part in it`;
    const reasons: string[] = [];
    for (const { number, groups: stored } of repositories) {
      const group = stored.get(name);
      const found = group === undefined ? 'nothing is stored' : backupFor(ofGroup, group);
      if (typeof found !== 'string') {
        const newer = group?.backups.filter(
          ({ damaged, stop }) => damaged && stop > found.stop && stop * 1000 <= point.at,
        );
        const damaged = (newer ?? []).map(({ label }) => label);
        sources.push({ point: ofGroup, backup: found, repository: number, damaged });
        break;
      }
      reasons.push(found);
    }
    if (reasons.length === repositories.length)
      return `${name}: ${[...new Set(reasons)].join(', ')}`;
  }
  return sources;
}
