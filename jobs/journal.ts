import { appendFileSync, closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { JOB_FILES } from './job-folder';
import type { JournalLine } from './journal-line';

/** Takes what happens in a job, while it happens. */
export interface Journal {
  write(line: JournalLine): void;
  /** What was said since the result before, as text; undefined where nobody keeps it. */
  output(): string | undefined;
}

/** Of a job that nobody watches. */
export const NO_JOURNAL: Journal = { write: () => undefined, output: () => undefined };

/** How much of a run's output goes into its result, characters: the newest. */
const MOST_OUTPUT = 1_000_000;

/**
 * The journal in a job's folder. Each line is written at once and whole, so that a reader sees it
 * within the moment and a process that is killed loses none: some lines a second cost microseconds.
 */
export class JournalFile implements Journal {
  private readonly file: number;
  private readonly outputPath: string;
  private said = '';
  private open = true;

  /** @param folder of the job */
  constructor(folder: string) {
    this.file = openSync(join(folder, JOB_FILES.journal), 'a');
    this.outputPath = join(folder, JOB_FILES.output);
  }

  write(line: JournalLine): void {
    if (!this.open) return;
    if (line.type === 'output') this.keepOutput(line.text);
    writeSync(this.file, `${JSON.stringify(line)}\n`);
    if (line.type === 'result') this.said = '';
  }

  output(): string {
    return this.said;
  }

  close(): void {
    this.open = false;
    closeSync(this.file);
  }

  private keepOutput(text: string): void {
    appendFileSync(this.outputPath, `${text}\n`);
    this.said = `${this.said}${text}\n`.slice(-MOST_OUTPUT);
  }
}
