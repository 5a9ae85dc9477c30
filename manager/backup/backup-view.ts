import type { BackupSchedule } from '../../topology/backup/backup-config';
import type { RepositoryState } from './agent-protocol';
import type { ArchiveGap } from './archive-gaps';
import type { GroupArchive } from './archive-watch';
import type { RestorePoint } from './catalogue';
import type { Rehearsal } from './proofs/rehearsal';

/** A repository as it was seen last. */
export interface RepositoryView {
  /** Name of its container. */
  readonly name: string;
  /** Undefined before the first answer. */
  readonly state: RepositoryState | undefined;
  /** Since when it does not answer, s; 0 while it does. */
  readonly silentSeconds: number;
  /** What of each stanza's log it lacks. */
  readonly gaps: ReadonlyMap<string, readonly ArchiveGap[]>;
}

/** All that is known of backups; what it means is told by others. */
export interface BackupView {
  /** Names of the groups, which are their stanzas', in order. */
  readonly groups: readonly string[];
  readonly repositories: readonly RepositoryView[];
  /** By group; one whose primary does not answer is left out. */
  readonly archives: ReadonlyMap<string, GroupArchive>;
  readonly points: {
    readonly newest: RestorePoint | undefined;
    /** Of the newest, or since points could be taken, s. */
    readonly ageSeconds: number;
    readonly failure: string | undefined;
  };
  /** Why no rows could be kept with a point last; undefined since they could. */
  readonly proofFailure: string | undefined;
  /** The newest one; undefined before the first. */
  readonly rehearsal: Rehearsal | undefined;
  /** Days after which another one is asked for; 0 for never. */
  readonly rehearsalDays: number;
  readonly schedule: BackupSchedule;
  readonly restorePointSeconds: number;
  /** For how long somebody has looked after backups, s. */
  readonly watchedSeconds: number;
  /** Unix time, s. */
  readonly now: number;
}
