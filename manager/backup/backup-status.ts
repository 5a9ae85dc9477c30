/** How a repository is, as the acting manager sees it. */
export interface RepositoryStatus {
  /** Name of its container. */
  readonly name: string;
  readonly healthy: boolean;
  readonly bytesUsed: number | null;
  readonly bytesFree: number | null;
}

/** How one group is archived. */
export interface GroupArchiveStatus {
  readonly group: string;
  /** Log files that wait to be archived on the primary; null where it does not answer. */
  readonly waiting: number | null;
  /** Since when the oldest of them waits, s; null where nothing waits. */
  readonly lagSeconds: number | null;
  /** Holes in what is archived since the oldest backup that can be restored, as `A to B`. */
  readonly gaps: readonly string[];
  /** The newest base backup: its kind, its end as Unix time, s; null before the first. */
  readonly lastBackup: { readonly type: 'full' | 'diff' | 'incr'; readonly stop: number } | null;
}

/** A restore that was tried in a stack of its own. */
export interface RehearsalStatus {
  /** When it began, ms since the Unix epoch. */
  readonly at: number;
  /** Name of the point that was restored to; null where it failed before one was chosen. */
  readonly point: string | null;
  readonly proved: boolean;
  /** From its beginning until rows could be read, ms; null where it did not come to that. */
  readonly rowsMs: number | null;
  /** What failed, in words. */
  readonly failed: readonly string[];
}

/** Backups, as `npm run status`, the page and `/metrics` tell of them. */
export interface BackupStatus {
  readonly repositories: readonly RepositoryStatus[];
  readonly groups: readonly GroupArchiveStatus[];
  /** Earliest and latest moment that can be restored, ms since the Unix epoch; null before the first. */
  readonly window: { readonly from: number; readonly to: number } | null;
  /** Name and age of the newest valid restore point; null before the first. */
  readonly newestPoint: { readonly name: string; readonly ageSeconds: number } | null;
  /** The newest one; absent before the first. */
  readonly lastRehearsal?: RehearsalStatus;
  /** What a backup or a point failed of last, in words; empty where nothing failed since. */
  readonly failures: readonly string[];
  /** Jobs under way, in words: `full backup of worker-1, 40 %`. */
  readonly jobs: readonly string[];
}
