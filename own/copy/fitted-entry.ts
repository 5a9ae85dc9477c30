import type { DumpEntry } from '../../export/dump-entries';

/** An entry of a dump as an engine can have it. */
export interface FittedEntry {
  /** Null where it is left out. */
  readonly entry: DumpEntry | null;
  /** What is otherwise than in the source. */
  readonly changed?: string;
}
