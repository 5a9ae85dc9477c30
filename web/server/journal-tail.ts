import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { isAtWork } from '../../jobs/job';
import { JOB_FILES, readJob } from '../../jobs/job-folder';
import type { EndLine } from '../../jobs/journal-line';
import type { EventStream } from './event-streams';

/** Between two looks for new lines, ms. */
const LOOK_MS = 200;

/** Looks without anything new after which the job's process is asked after. */
const QUIET_LOOKS = 5;

/** Read at a time, bytes. */
const CHUNK = 65_536;

const NEWLINE = 10;

/**
 * Sends a job's journal to an event stream, from a place on, until the job ends. A message's id is
 * the place behind its line in the file, so that whoever comes again goes on there, whichever
 * server they ask.
 *
 * @param folder of the job
 * @param from bytes
 */
export function followJournal(folder: string, from: number, stream: EventStream): void {
  let file: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let place = from;
  let rest: Buffer = Buffer.alloc(0);
  let quiet = 0;
  let isClosed = false;

  const look = (): void => {
    if (isClosed) return;
    const read = readOn();
    quiet = read > 0 ? 0 : quiet + 1;
    if (isEnded) {
      stream.end();
    } else if (!stream.hasRoom) {
      stream.onDrain(look);
    } else if (read === CHUNK) {
      setImmediate(look);
    } else {
      const end = quiet >= QUIET_LOOKS ? endWithoutLine(folder) : undefined;
      if (end === undefined) {
        timer = setTimeout(look, LOOK_MS);
      } else {
        stream.send(JSON.stringify(end), String(place));
        stream.end();
      }
    }
  };

  let isEnded = false;
  const readOn = (): number => {
    file ??= openIfThere(join(folder, JOB_FILES.journal));
    if (file === undefined) return 0;
    const chunk = Buffer.allocUnsafe(CHUNK);
    const read = readSync(file, chunk, 0, CHUNK, place + rest.length);
    rest = Buffer.concat([rest, chunk.subarray(0, read)]);
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      const line = rest.toString('utf8', 0, end);
      rest = rest.subarray(end + 1);
      place += end + 1;
      stream.send(line, String(place));
      if (line.startsWith('{"type":"end"')) isEnded = true;
    }
    return read;
  };

  stream.onClose(() => {
    isClosed = true;
    clearTimeout(timer);
    if (file !== undefined) closeSync(file);
  });
  look();
}

/** Whether a journal is told to its end at a place. */
export function isToldToTheEnd(folder: string, place: number): boolean {
  const job = readJob(folder);
  if (job === undefined || isAtWork(job)) return false;
  const file = openIfThere(join(folder, JOB_FILES.journal));
  if (file === undefined) return true;
  try {
    return place >= fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}

/** How a job ended whose journal does not tell; undefined while it is at work. */
function endWithoutLine(folder: string): EndLine | undefined {
  const job = readJob(folder);
  if (job !== undefined && isAtWork(job)) return undefined;
  return {
    type: 'end',
    state: (job?.state ?? 'lost') as EndLine['state'],
    at: job?.endedAt ?? new Date().toISOString(),
    problem: job === undefined ? 'its folder is gone' : job.problem,
  };
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
