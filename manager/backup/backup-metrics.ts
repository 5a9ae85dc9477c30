import type { Gauge } from 'prom-client';
import type { MakeGauge } from '../moves/moves-metrics';
import type { BackupStatus } from './backup-status';

/** Metrics of backups; what is not known has no value. */
export class BackupMetrics {
  private readonly repositoryHealthy: Gauge;
  private readonly repositoryBytes: Gauge;
  private readonly repositoryFree: Gauge;
  private readonly waiting: Gauge;
  private readonly lag: Gauge;
  private readonly gaps: Gauge;
  private readonly last: Gauge;
  private readonly pointAge: Gauge;
  private readonly windowFrom: Gauge;
  private readonly rehearsedAt: Gauge;
  private readonly rehearsalProved: Gauge;
  private readonly rehearsalSeconds: Gauge;
  private readonly jobs: Gauge;
  private readonly failures: Gauge;

  constructor(make: MakeGauge) {
    this.repositoryHealthy = make(
      'backup_repository_healthy',
      'Whether a repository of backups answers and can be read',
      ['repository'],
    );
    this.repositoryBytes = make('backup_repository_bytes', 'Bytes that it takes', ['repository']);
    this.repositoryFree = make('backup_repository_free_bytes', 'Bytes that it may still take', [
      'repository',
    ]);
    this.waiting = make('backup_archive_waiting_files', 'Log files that wait to be archived', [
      'group',
    ]);
    this.lag = make('backup_archive_lag_seconds', 'Seconds that the first of them has waited', [
      'group',
    ]);
    this.gaps = make('backup_archive_gaps', 'Holes in the archived log since the oldest backup', [
      'group',
    ]);
    this.last = make(
      'backup_last_timestamp_seconds',
      'When the newest base backup ended, seconds since the Unix epoch',
      ['group', 'type'],
    );
    this.pointAge = make('backup_point_age_seconds', 'Age of the newest valid restore point');
    this.windowFrom = make(
      'backup_restorable_from_timestamp_seconds',
      'Earliest moment that can be restored, seconds since the Unix epoch',
    );
    this.rehearsedAt = make(
      'backup_rehearsal_timestamp_seconds',
      'When the last rehearsal of a restore began, seconds since the Unix epoch',
    );
    this.rehearsalProved = make('backup_rehearsal_proved', 'Whether it proved the restore');
    this.rehearsalSeconds = make(
      'backup_rehearsal_restore_seconds',
      'Seconds from its beginning until rows could be read',
    );
    this.jobs = make('backup_jobs', 'Backups and verifications under way');
    this.failures = make('backup_failures', 'What failed last and has not succeeded since');
  }

  /** Takes over what is so now. */
  set(backup: BackupStatus | undefined): void {
    const { repositoryHealthy, repositoryBytes, repositoryFree, waiting, lag, gaps, last } = this;
    for (const gauge of [repositoryHealthy, repositoryBytes, repositoryFree]) gauge.reset();
    for (const gauge of [waiting, lag, gaps, last]) gauge.reset();
    for (const gauge of [this.pointAge, this.windowFrom, this.jobs, this.failures]) gauge.remove();
    const rehearsed = [this.rehearsedAt, this.rehearsalProved, this.rehearsalSeconds];
    for (const gauge of rehearsed) gauge.remove();
    if (backup === undefined) return;
    for (const { name: repository, healthy, bytesUsed, bytesFree } of backup.repositories) {
      repositoryHealthy.set({ repository }, healthy ? 1 : 0);
      if (bytesUsed !== null) repositoryBytes.set({ repository }, bytesUsed);
      if (bytesFree !== null) repositoryFree.set({ repository }, bytesFree);
    }
    for (const { group, lastBackup, ...archive } of backup.groups) {
      if (archive.waiting !== null) {
        waiting.set({ group }, archive.waiting);
        lag.set({ group }, archive.lagSeconds ?? 0);
      }
      gaps.set({ group }, archive.gaps.length);
      if (lastBackup !== null) last.set({ group, type: lastBackup.type }, lastBackup.stop);
    }
    if (backup.newestPoint !== null) this.pointAge.set(backup.newestPoint.ageSeconds);
    if (backup.window !== null) this.windowFrom.set(backup.window.from / 1000);
    const { lastRehearsal } = backup;
    if (lastRehearsal !== undefined) {
      this.rehearsedAt.set(lastRehearsal.at / 1000);
      this.rehearsalProved.set(lastRehearsal.proved ? 1 : 0);
      if (lastRehearsal.rowsMs !== null) this.rehearsalSeconds.set(lastRehearsal.rowsMs / 1000);
    }
    this.jobs.set(backup.jobs.length);
    this.failures.set(backup.failures.length);
  }
}
