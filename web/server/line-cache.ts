import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ResultLine } from '../api/results';

/** What is known of an entry of a results folder: its line, or null where it is no run. */
export interface KnownLine {
  /** Another text when one of the files that the line is made from is another one. */
  readonly stamp: string;
  readonly line: ResultLine | null;
}

/** By the entry's name. */
export type KnownLines = ReadonlyMap<string, KnownLine>;

/**
 * Keeps the lines of a results folder, so that a server that is started again need not read a
 * thousand results before it shows them. What can't be read or written is not kept, and no harm done.
 */
export class LineCache {
  private readonly file: string;

  /**
   * @param folder for files of this kind, made if it is missing
   * @param results the results folder
   * @param program that makes the lines: another one may make others
   */
  constructor(folder: string, results: string, program: string) {
    const key = createHash('sha256').update(results).update('\0').update(readFileSync(program));
    this.file = join(folder, `${key.digest('hex').slice(0, 32)}.json`);
  }

  read(): KnownLines {
    try {
      return new Map(JSON.parse(readFileSync(this.file, 'utf8')) as [string, KnownLine][]);
    } catch {
      return new Map();
    }
  }

  write(lines: KnownLines): void {
    const draft = `${this.file}.${process.pid}`;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileSync(draft, JSON.stringify([...lines]), { mode: 0o600 });
      renameSync(draft, this.file);
    } catch (error) {
      process.stderr.write(`the list of results is not kept: ${String(error)}\n`);
    }
  }
}
