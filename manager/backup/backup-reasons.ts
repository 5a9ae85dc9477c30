import { formatDuration } from '../../words/duration';
import { gapText } from './archive-gaps';
import { newestOf, newestStart } from './backup-schedule';
import type { BackupView, RepositoryView } from './backup-view';
import { backupsIn, failureText, jobsOf } from './describe-backups';
import { failedChecks } from './proofs/rehearsal';

/** Log that waits longer to be archived is told of, s, and archiving that fails for longer. */
const LAG_LIMIT_S = 180;
const FAILING_LIMIT_S = 60;

/** A repository that is silent for longer is told of, s: its container may have been replaced. */
const SILENCE_LIMIT_S = 30;

/** Share of a volume that may be taken. */
const FULL_LIMIT = 0.9;

/** A cluster that is new may be without a backup for so long, s. */
const FIRST_LIMIT_S = 600;

/** Why the cluster could not be restored as it should be; empty where all is well. */
export function backupReasons(view: BackupView): string[] {
  return [
    ...view.repositories.flatMap((repository) => [
      ...repositoryReasons(repository),
      ...view.groups.flatMap((group) => setReasons(view, repository, group)),
    ]),
    ...view.groups.flatMap((group) => archiveReasons(view, group)),
    ...jobsOf(view, 'failed').flatMap(([name, job]) =>
      job.kind === 'verification' ? failureText(name, job) : [],
    ),
    ...pointReasons(view),
    ...rehearsalReasons(view),
  ];
}

/** What should be known: backups that failed while older ones are there, what was cut off, and that nothing is proved. */
export function backupNotices(view: BackupView): string[] {
  const failed = jobsOf(view, 'failed').flatMap(([name, job]) => {
    const repository = view.repositories.find((one) => one.name === name);
    const hasOlder = repository !== undefined && backupsIn(repository, job.stanza).length > 0;
    return job.kind === 'backup' && hasOlder ? `${failureText(name, job)}; it is tried again` : [];
  });
  return [
    ...failed,
    ...jobsOf(view, 'interrupted').map(([name, job]) => failureText(name, job)),
    ...(view.proofFailure === undefined ? [] : [view.proofFailure]),
    ...rehearsalNotices(view),
  ];
}

function repositoryReasons({ name, state, silentSeconds }: RepositoryView): string[] {
  if (silentSeconds > 0) return silentSeconds > SILENCE_LIMIT_S ? [`${name} does not answer`] : [];
  if (state === undefined) return [];
  const { error, bytesUsed, bytesFree } = state;
  const share = (bytesUsed ?? 0) / ((bytesUsed ?? 0) + (bytesFree ?? 1));
  return [
    ...(error === null ? [] : [`the repository of ${name} can't be read: ${error}`]),
    ...(bytesFree !== null && share > FULL_LIMIT
      ? [`the volume of ${name} is ${Math.floor(share * 100)} % full`]
      : []),
  ];
}

/** What base backups of a group are not as they should be. */
function setReasons(
  { schedule, now, watchedSeconds }: BackupView,
  repository: RepositoryView,
  group: string,
): string[] {
  const { name, state, gaps } = repository;
  if (state?.error !== null) return [];
  const backups = backupsIn(repository, group);
  const open = (gaps.get(group) ?? []).filter(({ closed }) => !closed);
  const lacking = open.map(
    (gap) =>
      `${name} lacks log of ${group}, ${gapText(gap)}: what came after can't be restored before its next backup`,
  );
  const newest = newestOf(backups);
  if (newest === undefined) {
    const job = state.jobs.find(({ stanza, kind }) => stanza === group && kind === 'backup');
    if (job?.state === 'failed') return [failureText(name, job)];
    const isLate = job?.state !== 'runs' && watchedSeconds > FIRST_LIMIT_S;
    return isLate ? [`${group} has no backup in ${name} yet`] : [];
  }
  const age = now - (newestStart(backups, 'full') ?? now);
  const isOld = schedule.full > 0 && age > schedule.full * 2 * 3600;
  return [
    ...lacking,
    ...(newest.damaged ? [`backup ${newest.label} of ${group} in ${name} is damaged`] : []),
    ...(isOld
      ? [
          `the newest full backup of ${group} in ${name} is ${hours(age)} old; one is due every ${schedule.full} h`,
        ]
      : []),
  ];
}

function archiveReasons({ archives }: BackupView, group: string): string[] {
  const archive = archives.get(group);
  if (archive === undefined || !archive.isOn) return [];
  const { waiting, lagSeconds, failingSeconds } = archive;
  if ((lagSeconds ?? 0) <= LAG_LIMIT_S && (failingSeconds ?? 0) <= FAILING_LIMIT_S) return [];
  const files = `${waiting} log file${waiting === 1 ? '' : 's'} of ${group} wait${waiting === 1 ? 's' : ''} to be archived`;
  const since = lagSeconds === null ? '' : ` for ${duration(lagSeconds)}`;
  const failing =
    failingSeconds === null ? '' : `; archiving fails for ${duration(failingSeconds)}`;
  return [`${files}${since}${failing}`];
}

function pointReasons({ points, restorePointSeconds }: BackupView): string[] {
  const { ageSeconds, failure, newest } = points;
  const limit = Math.max(LAG_LIMIT_S, restorePointSeconds * 2 + 60);
  if (ageSeconds <= limit) return [];
  const why = failure === undefined ? '' : `: ${failure}`;
  const since = `for ${duration(ageSeconds)}`;
  return [
    newest === undefined
      ? `there is no restore point ${since}${why}`
      : `there is no newer restore point ${since}${why}`,
  ];
}

function rehearsalReasons({ rehearsal, now }: BackupView): string[] {
  if (rehearsal === undefined || rehearsal.verdict === 'proved') return [];
  const age = duration(now - rehearsal.at / 1000);
  return [
    `the last rehearsal of a restore, ${age} ago, failed: ${failedChecks(rehearsal).join('; ')}`,
  ];
}

function rehearsalNotices({ rehearsal, rehearsalDays, now }: BackupView): string[] {
  if (rehearsalDays === 0) return [];
  const wanted = `one is wanted every ${rehearsalDays} days (npm run rehearse)`;
  if (rehearsal === undefined) return [`no restore has been rehearsed yet; ${wanted}`];
  const days = Math.floor((now - rehearsal.at / 1000) / 86_400);
  return days < rehearsalDays
    ? []
    : [`the last rehearsal of a restore was ${days} days ago; ${wanted}`];
}

function duration(seconds: number): string {
  return seconds < 7200 ? formatDuration(seconds * 1000) : hours(seconds);
}

function hours(seconds: number): string {
  return `${Math.floor(seconds / 3600)} h`;
}
