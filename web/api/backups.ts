import type { ListedBackups } from '../../running/backup/read-backups';
import type { RestoreRecord } from '../../stack/restore/restore-record';

/** A stretch of time, ms since the Unix epoch. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** A repository that can't be read, and why. */
export interface SilentRepository {
  readonly name: string;
  readonly error: string;
}

/**
 * `GET /api/stacks/:stack/backups`: what a stack can be restored to, as its repositories tell it, whether or
 * not the cluster is there; 422 where none of them can be read.
 */
export interface Backups extends Omit<ListedBackups, 'points'> {
  /** When it was read, ms since the Unix epoch. */
  readonly at: number;
  /**
   * Where points lie close together, oldest first: to the point in the newest two days, to the hour before
   * them.
   */
  readonly spans: readonly TimeSpan[];
  readonly silent: readonly SilentRepository[];
  /** A restore in place that has begun and not ended; null where there is none. */
  readonly begun: Pick<RestoreRecord, 'point' | 'stage' | 'startedAt'> | null;
}

/** How one group would be restored. */
export interface GroupRestoreWords {
  readonly group: string;
  /** The base backup: its kind, its end in ms since the Unix epoch, its bytes and its repository. */
  readonly type: 'full' | 'diff' | 'incr';
  readonly stop: number;
  readonly bytes: number;
  readonly repository: string;
  /** The node that is restored. */
  readonly leader: string;
  /** The node that keeps the data of before; null where they stay in a directory beside. */
  readonly kept: string | null;
}

/** `GET /api/stacks/:stack/restore-plan?to=…`: as `npm run restore` shows it before it asks. */
export interface RestorePlanAnswer {
  readonly point: string;
  /** When it was taken, ms since the Unix epoch. */
  readonly at: number;
  /** Room that it takes on the disk, bytes. */
  readonly neededBytes: number;
  readonly groups: readonly GroupRestoreWords[];
}

/** `POST /api/stacks/:stack/base-backups`; answers 202 when it has begun. */
export interface BackupRequest {
  readonly type: 'full' | 'diff' | 'incr';
}

/** What was begun, one of each group in each repository. */
export interface BegunJobs {
  readonly begun: number;
}
