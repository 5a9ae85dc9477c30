import { statSync } from 'node:fs';
import { join } from 'node:path';
import { formatDuration } from '../../words/duration';

/** A step from a database to a verdict. */
export interface Step {
  readonly name: string;
  /** What it writes. */
  readonly file: string;
  /** Files that it is made of; made anew where one of them is newer. */
  readonly from: readonly string[];
  /** What it is likely to take, ms. */
  readonly expectedMs: number;
  /** Why there is nothing to do; default: there is. */
  readonly idle?: () => Promise<string | undefined>;
  /** Whether the file is of what is asked for now; default: it is. */
  readonly isWhole?: () => Promise<boolean>;
  /** Writes the file. @returns what is printed of it */
  readonly run: () => Promise<string>;
}

/** How steps are gone through. */
export interface Walk {
  /** Of all files. */
  readonly folder: string;
  /** Whether files that are there are made anew. */
  readonly isReplaced: boolean;
  readonly signal: AbortSignal;
  /** Takes lines for people that tell how far it is. */
  readonly say: (line: string) => void;
  /** Takes what a step prints. */
  readonly print: (text: string) => void;
}

/** Goes through steps, but for those whose file is there and no older than what it is made of. */
export async function runSteps(steps: readonly Step[], walk: Walk): Promise<void> {
  const { folder, isReplaced, signal, say, print } = walk;
  for (const [index, step] of steps.entries()) {
    signal.throwIfAborted();
    const head = `step ${index + 1} of ${steps.length}, ${step.name}`;
    const idle = await step.idle?.();
    if (idle !== undefined) say(`${head}: ${idle}`);
    else if (!isReplaced && (await isCurrent(folder, step))) {
      say(`${head}: ${join(folder, step.file)} is there; --replace makes it anew`);
    } else {
      const left = steps.slice(index).reduce((sum, one) => sum + one.expectedMs, 0);
      say(`${head}: about ${formatDuration(left)} to the end`);
      print(`${await step.run()}\n`);
    }
  }
}

async function isCurrent(folder: string, { file, from, isWhole }: Step): Promise<boolean> {
  const writtenAt = (name: string): number =>
    statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const at = writtenAt(file);
  const isNewest = at > 0 && from.every((name) => writtenAt(name) <= at);
  return isNewest && ((await isWhole?.()) ?? true);
}
