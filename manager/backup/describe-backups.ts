import type { BackupJob, BaseBackup } from './agent-protocol';
import { gapText } from './archive-gaps';
import { newestOf } from './backup-schedule';
import type { BackupStatus, GroupArchiveStatus, RehearsalStatus } from './backup-status';
import type { BackupView, RepositoryView } from './backup-view';
import { failedChecks, type Rehearsal } from './proofs/rehearsal';

/** Backups as status tells of them. */
export function describeBackups(view: BackupView): BackupStatus {
  const { repositories, points } = view;
  return {
    repositories: repositories.map(({ name, state, silentSeconds }) => ({
      name,
      healthy: silentSeconds === 0 && state?.error === null,
      bytesUsed: state?.bytesUsed ?? null,
      bytesFree: state?.bytesFree ?? null,
    })),
    groups: view.groups.map((group) => groupStatus(view, group)),
    window: windowOf(view),
    newestPoint: points.newest
      ? { name: points.newest.name, ageSeconds: view.now - points.newest.at / 1000 }
      : null,
    ...(view.rehearsal && { lastRehearsal: rehearsalStatus(view.rehearsal) }),
    failures: [
      ...(points.failure === undefined ? [] : [points.failure]),
      ...(view.proofFailure === undefined ? [] : [view.proofFailure]),
      ...jobsOf(view, 'failed').map(([name, job]) => failureText(name, job)),
    ],
    jobs: jobsOf(view, 'runs').map(([name, job]) => jobText(view, name, job)),
  };
}

/** Backups of a group in a repository. */
export function backupsIn({ state }: RepositoryView, group: string): readonly BaseBackup[] {
  return state?.stanzas.find(({ stanza }) => stanza === group)?.backups ?? [];
}

/** Jobs in this state and the repositories that they are of. */
export function jobsOf(
  { repositories, groups }: BackupView,
  state: BackupJob['state'],
): [string, BackupJob][] {
  return repositories.flatMap(({ name, state: seen }) =>
    (seen?.jobs ?? []).flatMap((job): [string, BackupJob][] =>
      job.state === state && groups.includes(job.stanza) ? [[name, job]] : [],
    ),
  );
}

/** `full backup of worker-1 in backup failed: …`, or `was interrupted: …` */
export function failureText(repository: string, job: BackupJob): string {
  const how = job.state === 'interrupted' ? 'was interrupted' : 'failed';
  return `${subject(job)} in ${repository} ${how}: ${job.error ?? 'it says nothing of why'}`;
}

/** From when on a repository can restore all groups, Unix time, s; undefined where it can't yet. */
export function restorableFrom(
  repository: RepositoryView,
  groups: readonly string[],
): number | undefined {
  const firsts = groups.map((group) =>
    Math.min(...backupsIn(repository, group).map(({ stop }) => stop)),
  );
  const from = Math.max(...firsts);
  return Number.isFinite(from) ? from : undefined;
}

/** When the newest base backup ended, ms, of the repositories that have one of each group. */
export function lastBackupAt(
  repositories: readonly RepositoryView[],
  groups: readonly string[],
): number | undefined {
  const complete = repositories.filter((one) => restorableFrom(one, groups) !== undefined);
  const stops = complete.flatMap((one) =>
    groups.flatMap((group) => backupsIn(one, group).map(({ stop }) => stop)),
  );
  return stops.length === 0 ? undefined : Math.max(...stops) * 1000;
}

function rehearsalStatus(rehearsal: Rehearsal): RehearsalStatus {
  const { at, point, verdict, rowsMs } = rehearsal;
  const proved = verdict === 'proved';
  return { at, point: point?.name ?? null, proved, rowsMs, failed: failedChecks(rehearsal) };
}

function groupStatus({ archives, repositories }: BackupView, group: string): GroupArchiveStatus {
  const archive = archives.get(group);
  const gaps = repositories.flatMap((one) => (one.gaps.get(group) ?? []).map(gapText));
  const newest = newestOf(repositories.flatMap((one) => backupsIn(one, group)));
  return {
    group,
    waiting: archive?.waiting ?? null,
    lagSeconds: archive?.lagSeconds ?? null,
    gaps: [...new Set(gaps)],
    lastBackup: newest ? { type: newest.type, stop: newest.stop } : null,
  };
}

function windowOf({ repositories, groups, points }: BackupView): BackupStatus['window'] {
  const froms = repositories.flatMap((one) => restorableFrom(one, groups) ?? []);
  const from = Math.min(...froms) * 1000;
  const to = points.newest?.at;
  return to === undefined || !(from <= to) ? null : { from, to };
}

function jobText({ repositories }: BackupView, repository: string, job: BackupJob): string {
  const where = repositories.length > 1 ? ` in ${repository}` : '';
  const share = job.progress === null ? '' : `, ${Math.floor(job.progress * 100)} %`;
  return `${subject(job)}${where}${share}`;
}

const TYPES = { full: 'full', diff: 'differential', incr: 'incremental' };

function subject({ kind, type, stanza }: BackupJob): string {
  const what = kind === 'backup' && type !== undefined ? `${TYPES[type]} backup` : kind;
  return `${what} of ${stanza}`;
}
