/**
 * What a repository's container answers (images/database/backup-agent), by HTTPS to whoever shows a
 * certificate of the cluster:
 *
 * - `GET /health`: 200 while both of its programs work;
 * - `GET /state`: {@link RepositoryState};
 * - `POST /stanzas/STANZA`: makes the stanza where it is not there yet; 200, or 500 with `{error}`;
 * - `POST /backups/STANZA?type=full|diff|incr`: begins a backup, 202; 409 while the stanza has a job;
 * - `POST /verifications/STANZA`: begins to read and compare all of a stanza's files, 202; 409 likewise;
 * - `GET /archive/STANZA`: {@link ArchivedLog}, of the newest database version there;
 * - `GET /histories/STANZA`: what its timelines' history files hold, by the timeline's eight digits;
 * - `GET /files/NAME`: a file of the catalogue, 404 where there is none; `PUT /files/NAME` writes it whole;
 *   `DELETE /files/NAME` removes it; `GET /files/` lists names as a JSON array. A name is
 *   `[a-z0-9][a-z0-9.-]*`; the files are in the repository, encrypted as all else.
 */

/** A base backup, as `pgbackrest info` tells of it. */
export interface BaseBackup {
  readonly label: string;
  readonly type: 'full' | 'diff' | 'incr';
  /** Unix times, s. */
  readonly start: number;
  readonly stop: number;
  /** First and last log file that it needs. */
  readonly archiveStart: string;
  readonly archiveStop: string;
  /** Bytes of the database, and what it takes in the repository. */
  readonly bytes: number;
  readonly repositoryBytes: number;
  /** Pages with a wrong checksum were found when it was made, or damaged files when it was verified last. */
  readonly damaged: boolean;
}

/** A job of a repository's: the one that a stanza has, or the last one. */
export interface BackupJob {
  readonly stanza: string;
  readonly kind: 'backup' | 'verification';
  /** Of a backup, as it was asked for. */
  readonly type?: 'full' | 'diff' | 'incr';
  /** Interrupted: by the end of the repository's container. */
  readonly state: 'runs' | 'done' | 'failed' | 'interrupted';
  /** Unix times, s; null while it runs. */
  readonly start: number;
  readonly stop: number | null;
  /** Share that is done, 0 to 1, as far as it is known. */
  readonly progress: number | null;
  /** What pgBackRest said last, without secrets; null where it did not fail and was not interrupted. */
  readonly error: string | null;
}

/** One stanza: what of a group is in the repository. */
export interface StanzaState {
  readonly stanza: string;
  /** pgBackRest's status: 0 is well; its message says the rest. */
  readonly code: number;
  readonly message: string;
  readonly backups: readonly BaseBackup[];
  /** First and last log file of the newest database version; null where there is none. */
  readonly archiveMin: string | null;
  readonly archiveMax: string | null;
}

/** A repository as it is now. */
export interface RepositoryState {
  readonly stanzas: readonly StanzaState[];
  readonly jobs: readonly BackupJob[];
  /** Of the volume; null for a repository elsewhere. */
  readonly bytesUsed: number | null;
  readonly bytesFree: number | null;
  /** Why the repository can't be read, as pgBackRest says; null where it can. */
  readonly error: string | null;
}

/** Log files of one timeline in a repository, by their names without the timeline: `0000000A000000FE`. */
export interface ArchivedTimeline {
  /** Eight hexadecimal digits. */
  readonly timeline: string;
  readonly first: string;
  readonly last: string;
  /** Files between the two that are not there, or that the last verification found damaged, at most 100. */
  readonly missing: readonly string[];
}

/** What of a stanza's log is in a repository. */
export interface ArchivedLog {
  readonly timelines: readonly ArchivedTimeline[];
  /** Timelines whose history file is there. */
  readonly histories: readonly string[];
}
