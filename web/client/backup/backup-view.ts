import type { BackupJob } from '../../../manager/backup/agent-protocol';
import type { BackupStatus } from '../../../manager/backup/backup-status';
import type { ListedRepository } from '../../../running/backup/read-backups';
import { formatBytes } from '../../../words/bytes';
import type { Backups } from '../../api/backups';
import { counted, formatMoment, formatSeconds } from '../base/format';

/** What is told in figures. */
export interface Figure {
  readonly name: string;
  readonly value: string;
}

/** A moment as the page writes it, UTC. @param at ms since the Unix epoch */
export function moment(at: number): string {
  return formatMoment(new Date(at).toISOString());
}

/** How long ago something was: `25 s`, `4 min 12 s`, `9 d 1 h`. */
export function age(ms: number): string {
  const hours = Math.floor(ms / 3_600_000);
  if (hours < 48) return hours < 2 ? formatSeconds(ms / 1000) : `${hours} h`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/**
 * The whole in figures.
 *
 * @param status as the manager tells it; undefined where it does not
 * @param now ms since the Unix epoch
 */
export function backupFigures(
  { window, repositories }: Backups,
  status: Pick<BackupStatus, 'lastRehearsal'> | undefined,
  now: number,
): Figure[] {
  const sum = (of: 'bytesUsed' | 'bytesFree'): number | null => {
    const known = repositories.flatMap((one) => one[of] ?? []);
    return known.length === 0 ? null : known.reduce((all, bytes) => all + bytes, 0);
  };
  const used = sum('bytesUsed');
  return [
    ...(window === null
      ? []
      : [
          { name: 'restorable from', value: moment(window.from) },
          { name: 'to', value: moment(window.to) },
          { name: 'newest point', value: `${age(now - window.to)} ago` },
        ]),
    ...(status === undefined ? [] : [{ name: 'last proof', value: proofWords(status, now) }]),
    ...(used === null ? [] : [{ name: 'space used', value: formatBytes(used) }]),
  ];
}

/** When a restore was tried last, and whether it had all rows. */
function proofWords({ lastRehearsal }: Pick<BackupStatus, 'lastRehearsal'>, now: number): string {
  if (lastRehearsal === undefined) return 'none yet';
  const { at, proved } = lastRehearsal;
  return `${proved ? '' : 'failed '}${age(now - at)} ago`;
}

/** A group's archive as it is listed. */
export interface ArchiveRow {
  readonly group: string;
  readonly waiting: string;
  readonly lag: string;
  readonly lastBackup: string;
  readonly gaps: readonly string[];
}

/**
 * How each group is archived; gaps alone where the manager does not tell.
 *
 * @param groups their names
 */
export function archiveRows(
  groups: readonly string[],
  status: Pick<BackupStatus, 'groups'> | undefined,
  repositories: readonly Pick<ListedRepository, 'gaps'>[],
  now: number,
): ArchiveRow[] {
  return groups.map((group) => {
    const told = status?.groups.find((one) => one.group === group);
    const gaps = [...(told?.gaps ?? []), ...repositories.flatMap((one) => one.gaps[group] ?? [])];
    const waiting = told?.waiting ?? null;
    const last = told?.lastBackup ?? null;
    return {
      group,
      waiting: waiting === null ? '–' : waiting === 0 ? 'none' : counted(waiting, 'file'),
      lag:
        waiting === null ? '–' : told?.lagSeconds == null ? 'none' : formatSeconds(told.lagSeconds),
      lastBackup: last === null ? '–' : `${KINDS[last.type]}, ${age(now - last.stop * 1000)} ago`,
      gaps: [...new Set(gaps)],
    };
  });
}

/** Kinds of base backups for people. */
export const KINDS = { full: 'full', diff: 'differential', incr: 'incremental' } as const;

/** A job of a repository as it is listed. */
export interface JobRow {
  readonly key: string;
  readonly words: string;
  /** 0 to 1; null where nobody can tell. */
  readonly share: number | null;
  /** Why it failed or was interrupted; null while it runs. */
  readonly error: string | null;
}

/** Jobs under way, and the last ones that failed. */
export function jobRows(
  repositories: readonly Pick<ListedRepository, 'name' | 'jobs'>[],
): JobRow[] {
  const isNamed = repositories.length > 1;
  return repositories.flatMap(({ name, jobs }) =>
    jobs
      .filter(({ state }) => state !== 'done')
      .map((job) => ({
        key: `${name} ${job.stanza} ${job.kind} ${job.start}`,
        words: `${subject(job)}${isNamed ? ` in ${name}` : ''}`,
        share: job.progress,
        error: job.state === 'runs' ? null : (job.error ?? 'it says nothing of why'),
      })),
  );
}

function subject({ kind, type, stanza }: BackupJob): string {
  return `${type === undefined ? kind : `${KINDS[type]} ${kind}`} of ${stanza}`;
}
