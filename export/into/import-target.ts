import type { Engine } from '../../topology/config/cluster-config';

/** What a stack is like that an export is to be put into. */
export interface ImportTarget {
  readonly stack: string;
  readonly engine: Engine;
  /** Whether it has workers; without, every table is one. */
  readonly isSharded: boolean;
  readonly roles: ReadonlySet<string>;
  /** Names of the extensions that its images have. */
  readonly extensions: ReadonlySet<string>;
  /** Names of tables, views, sequences, types and routines of users, as `schema.name`. */
  readonly objects: ReadonlySet<string>;
  /** Whether the table of the data set has rows. */
  readonly hasDataset: boolean;
}
