import type { RehearsalStatus } from '../manager/backup/backup-status';
import { formatAge } from '../running/backup/backup-lines';
import type { StackStatus } from '../running/read-status';
import type { ClusterPlan } from '../topology/plan';
import { formatBytes } from '../words/bytes';
import { formatDuration } from '../words/duration';

/**
 * Backups in one line; undefined where they are planned and nobody tells of them.
 *
 * @param now the time, ms since the Unix epoch
 */
export function backupLine(
  { backup }: Pick<StackStatus, 'backup'>,
  plan: Pick<ClusterPlan, 'backup'>,
  now = Date.now(),
): string | undefined {
  if (plan.backup === undefined) return 'backups: none';
  if (backup === undefined) return undefined;
  const { window, newestPoint, jobs, groups, repositories, lastRehearsal } = backup;
  const waiting = groups.reduce((sum, group) => sum + (group.waiting ?? 0), 0);
  const used = repositories.flatMap(({ bytesUsed }) => bytesUsed ?? []);
  const parts = [
    window === null ? 'nothing can be restored yet' : `restorable from ${minute(window.from)} on`,
    ...(newestPoint === null
      ? []
      : [`newest point ${formatDuration(newestPoint.ageSeconds * 1000)} ago`]),
    ...(lastRehearsal === undefined ? [] : [rehearsalPart(lastRehearsal, now)]),
    ...(waiting === 0 ? [] : [`${waiting} log file${waiting === 1 ? '' : 's'} to be archived`]),
    ...(used.length === 0 ? [] : [formatBytes(used.reduce((sum, bytes) => sum + bytes, 0))]),
    ...jobs,
  ];
  return `backups: ${parts.join('; ')}`;
}

/** `proved 3 d 4 h ago` */
function rehearsalPart({ at, proved }: RehearsalStatus, now: number): string {
  return `${proved ? 'proved' : 'not proved'} ${formatAge(now - at)} ago`;
}

/** `2026-11-27 22:15 UTC` */
function minute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
