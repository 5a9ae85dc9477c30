import type { Readable } from 'node:stream';

/** Where the files of an export are. */
export interface Place {
  /** As people know it: a folder, or `s3://bucket/path`. */
  readonly name: string;
  /** Paths of all files that are there. */
  list(): Promise<readonly string[]>;
  /** Stores a file; none is there that is not whole. */
  write(file: string, content: Readable): Promise<void>;
  /** @throws Error where there is none */
  read(file: string): Promise<Readable>;
  /** Removes these files, and what was made to hold them. */
  remove(files: readonly string[]): Promise<void>;
}
