import type { RestorePoint } from '../../manager/backup/catalogue';
import type { RestoreTarget } from '../restore/restore-target';

/** Whose backups are restored. They are read, and nothing of it is changed. */
export type BackupSource =
  /** The repositories of a stack whose repositories' containers are there, running or not. */
  | { readonly kind: 'stack'; readonly stack: string }
  /** The repository that a file tells of (repository-file.ts); nothing else of its stack has to be there. */
  | { readonly kind: 'file'; readonly file: string };

/** What is restored into which stack. */
export interface IntoOrder {
  readonly source: BackupSource;
  readonly target: RestoreTarget;
  /** Name of the new stack. */
  readonly into: string;
  /**
   * Keys of the new stack's file over those that follow from the source, where it has no file yet:
   * `{ 'backup.enabled': false, 'workers.standbys': 0 }`. Default: none.
   */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A step of a restore and how long it took, ms. */
export interface StepTime {
  readonly step: string;
  readonly ms: number;
}

/** A stack that was restored into: it is up, and its standbys follow. */
export interface RestoredInto {
  readonly stack: string;
  /** What it was restored to. */
  readonly point: RestorePoint;
  /** In their order: the stack made, the files copied, … */
  readonly steps: readonly StepTime[];
  /** From the beginning until rows could be read and written, ms. */
  readonly rowsMs: number;
  /** From the beginning to its end, ms. */
  readonly totalMs: number;
}

/**
 * Makes a stack of a backup: asks nothing, claims the new stack and nobody else (withStacks), and works
 * beside a source that is in use. Called again after a failure it goes on; `takeDown` removes what there is.
 *
 * @param signal ends it after the step that is under way
 * @throws UserError where it can't be done, before anything is made: no such point, something missing,
 *   another layout or major version, a stack that holds rows already; or where it failed: what to do
 */
export type RestoreInto = (order: IntoOrder, signal: AbortSignal) => Promise<RestoredInto>;
