import type { LayoutFile, RestorePoint } from '../../manager/backup/catalogue';
import type { GroupSource } from '../../running/backup/backups-for-point';
import { formatAge } from '../../running/backup/backup-lines';
import { formatMoment } from '../../running/backup/moment';
import type { ClusterPlan, GroupPlan, NodePlan } from '../../topology/plan';
import { formatBytes } from '../../words/bytes';
import { textTable } from '../../words/text-table';
import { UserError } from '../../words/user-error';

/** Room that a group needs beside its files while its log is read, bytes. */
const LOG_BYTES = 256 * 1024 ** 2;

/** How one group is restored. */
export interface GroupRestore {
  readonly group: GroupPlan;
  readonly source: GroupSource;
  /** The node that is restored, and leads then. */
  readonly leader: NodePlan;
  /**
   * The former primary, whose data stay as they are until rows can be read again; undefined where the
   * group has one node, whose data are kept in a directory beside.
   */
  readonly kept: NodePlan | undefined;
  /** Bytes that it takes on the disk of its leader's host beside what is there. */
  readonly neededBytes: number;
}

/** Everything decided of a restore in place. */
export interface RestorePlan {
  readonly point: RestorePoint;
  readonly groups: readonly GroupRestore[];
  /** Bytes that it takes beside what is there, on all disks together. */
  readonly neededBytes: number;
  /** Names of repositories that can't be read: what is archived from now on waits for them. */
  readonly silent: readonly string[];
}

/**
 * Decides which node of each group is restored: a standby, which holds nothing that its primary lacks, so
 * that the primary's data can stay as they are; the only node where there is no standby.
 *
 * @param sources one a group
 * @param primaries names of the nodes that were primary last, by group; the first one where it is not known
 * @param silent names of repositories that can't be read
 */
export function planRestore(
  { groups }: Pick<ClusterPlan, 'groups'>,
  point: RestorePoint,
  sources: readonly GroupSource[],
  primaries: ReadonlyMap<number, string>,
  silent: readonly string[] = [],
): RestorePlan {
  const restores = groups.map((group): GroupRestore => {
    const source = sources.find((one) => one.point.group === group.name);
    const primary =
      group.nodes.find(({ name }) => name === primaries.get(group.group)) ?? group.nodes[0];
    const leader = group.nodes.find((node) => node !== primary) ?? primary;
    if (source === undefined || leader === undefined)
      throw new Error(`${group.name} has no source`);
    const kept = leader === primary ? undefined : primary;
    // A standby's files are written over; a directory beside takes all of the backup's bytes.
    const neededBytes = LOG_BYTES + (kept === undefined ? source.backup.bytes : 0);
    return { group, source, leader, kept, neededBytes };
  });
  return { point, groups: restores, neededBytes: sumOf(restores), silent };
}

function sumOf(groups: readonly GroupRestore[]): number {
  return groups.reduce((sum, { neededBytes }) => sum + neededBytes, 0);
}

/** Hosts with a node that is restored; one without a name where there are no several. */
export function restoredHosts({ groups }: RestorePlan): (string | undefined)[] {
  return [...new Set(groups.map(({ leader }) => leader.host))];
}

/** Bytes that a restore takes on a host's disk. */
export function neededOn({ groups }: RestorePlan, host: string | undefined): number {
  return sumOf(groups.filter(({ leader }) => leader.host === host));
}

/** What there is to be restored into. */
export interface PresentLayout extends Pick<ClusterPlan, 'stack' | 'engine' | 'groups'> {
  /** PostgreSQL's major version of the nodes' image; undefined where it does not tell. */
  readonly postgres: number | undefined;
}

/**
 * Refuses backups of something else than what is there.
 *
 * @throws UserError naming each difference
 */
export function refuseOtherLayout(layout: LayoutFile, present: PresentLayout): void {
  const { stack, engine, groups, postgres } = present;
  const major = Math.floor(layout.postgres / 10_000);
  const names = groups.map(({ name }) => name);
  const differences = [
    ...(layout.stack === stack ? [] : [`stack ${layout.stack}, not ${stack}`]),
    ...(layout.engine === engine ? [] : [`engine ${layout.engine}, not ${engine}`]),
    ...(layout.groups.join() === names.join()
      ? []
      : [`groups ${layout.groups.join(', ')}, not ${names.join(', ')}`]),
    ...(postgres === undefined || major === postgres
      ? []
      : [`PostgreSQL ${major}, not ${postgres}`]),
  ];
  if (differences.length === 0) return;
  throw new UserError(
    `the backups are of something else: of ${differences.join('; of ')}`,
    'change the stack to what they are of, and restore then',
  );
}

/**
 * @param host whose disk it is; undefined where there are no several
 * @throws UserError where the disk has less room than a restore takes there
 */
export function refuseFullDisk(neededBytes: number, freeBytes: number, host?: string): void {
  if (freeBytes >= neededBytes) return;
  const disk = host === undefined ? 'the disk' : `the disk of ${host}`;
  throw new UserError(
    `the restore takes ${formatBytes(neededBytes)} on ${disk}, which has ${formatBytes(freeBytes)} left`,
    'make room there',
  );
}

/**
 * A plan as it is shown before anything is done.
 *
 * @param asked the moment that was asked for, ms, where it was one
 * @param now the time, ms since the Unix epoch
 */
export function planLines(
  { point, groups, neededBytes, silent }: RestorePlan,
  { asked, now }: { readonly asked: number | undefined; readonly now: number },
): string {
  const rows = groups.map(({ group, source, leader, kept }) => [
    group.name,
    `${source.backup.type} of ${formatMoment(source.backup.stop * 1000)}`,
    ...[formatBytes(source.backup.bytes), leader.name],
    kept === undefined ? `${leader.name}, in a directory beside` : kept.name,
  ]);
  const told = asked === undefined ? '' : `, the last restore point before ${formatMoment(asked)}`;
  const passedOver = groups.flatMap(({ group, source }) =>
    source.damaged.map(
      (label) => `damaged: backup ${label} of ${group.name}; an earlier one is used`,
    ),
  );
  const elsewhere = groups.flatMap(({ group, source }) =>
    source.repository === 1 ? [] : [`from the second repository: ${group.name}`],
  );
  return [
    `to ${formatMoment(point.at)}, point ${point.name}${told}`,
    `lost for good: all changes of the ${formatAge(now - point.at)} since then`,
    `room on the disk: ${formatBytes(neededBytes)}`,
    ...passedOver,
    ...elsewhere,
    ...silent.map((name) => `without ${name}: log waits for it on the nodes`),
    '',
    textTable(['group', 'base backup', 'files', 'restored first', 'old data stay on'], rows),
  ].join('\n');
}
