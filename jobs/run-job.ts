import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { identityOf } from '../cli/process-identity';
import { watchProgress } from '../cli/progress';
import { UserError } from '../words/user-error';
import { makeResultsFolder, runId } from '../results/results-folder';
import type { Job, JobDescription } from './job';
import { isJobId, jobFolder, removeOldJobs, writeJob } from './job-folder';
import { jobPlace } from './job-place';
import { JournalFile, type Journal } from './journal';
import type { EndLine, JournalLine, RunLine } from './journal-line';
import { PlainLines } from './plain-lines';
import { lockStacks } from './stack-lock';

/** The environment variable by which the page gives a job its id. */
export const JOB_ID_VARIABLE = 'CITUS_CLUSTER_JOB';

/** Least time between two progress lines of the same work, ms. */
const PROGRESS_MS = 1000;

/** What a job needs besides its work. */
export interface JobParts {
  readonly description: JobDescription;
  /** The results folder; made if it is missing. */
  readonly results: string;
  /** Aborted when it is to stop. */
  readonly signal: AbortSignal;
  /** What people read of it goes there. */
  readonly said: readonly NodeJS.WriteStream[];
}

/**
 * Does a job: claims its stacks, and keeps a journal of it that the page reads while it is at work.
 *
 * @param work gets the journal to write to
 * @throws StackInUse if one of the stacks has a run; UserError if the results folder can't be
 *   written to; what the work throws
 */
export async function runJob<T>(
  { description, results, signal, said }: JobParts,
  work: (journal: Journal) => Promise<T>,
): Promise<T> {
  const startedAt = new Date();
  const given = takeGivenId();
  const id = given ?? newJobId(startedAt, description.title);
  let job: Job = {
    ...description,
    id,
    startedAt: startedAt.toISOString(),
    pid: process.pid,
    startedBy: given === undefined ? 'command line' : 'page',
    state: 'running',
    endedAt: null,
    problem: null,
    results: [],
  };
  const release = lockStacks(
    description.stacks.map((stack) => ({
      ...{ stack, job: id, results: resolve(results), pid: process.pid },
      title: job.kind === 'restore' ? job.title : `${job.kind} ${job.title}`,
      startedAt: job.startedAt,
    })),
  );
  const closers: (() => void)[] = [release];
  try {
    await makeResultsFolder(results);
    const folder = jobFolder(results, id);
    await mkdir(folder, { recursive: true });
    removeOldJobs(results);
    const file = new JournalFile(folder);
    const change = (next: Partial<Job>): void => {
      job = { ...job, ...next };
      writeJob(folder, { ...job, process: identityOf() });
    };
    change({});
    let run: RunLine | undefined;
    const write = (line: JournalLine): void => {
      if (line.type === 'run') run = line;
      file.write(line);
      if (line.type === 'result') change({ results: [...job.results, line.id] });
    };
    const end = (state: EndLine['state'], problem: string | null): void => {
      const at = new Date().toISOString();
      write({ type: 'end', state, at, problem });
      change({ state, endedAt: at, problem });
      process.off('exit', leave);
      file.close();
    };
    // Where a third Ctrl-C ends the process at once.
    const leave = (): void => {
      end('stopped', 'ended at once by its user');
      release();
    };
    process.once('exit', leave);
    const stopping = (): void => {
      write({ type: 'stopping' });
      change({ state: 'stopping' });
    };
    signal.addEventListener('abort', stopping, { once: true });
    closers.push(
      () => {
        signal.removeEventListener('abort', stopping);
      },
      ...said.map((stream) =>
        listen(stream, (text) => {
          write({ type: 'output', at: new Date().toISOString(), text });
        }),
      ),
      watchProgress(
        seldom((title, text) => {
          const now = new Date();
          const place = jobPlace(run, now.getTime());
          write({ type: 'progress', at: now.toISOString(), title, text, ...place });
        }),
      ),
    );
    try {
      const result = await work({ write, output: () => file.output() });
      end(signal.aborted ? 'stopped' : 'finished', null);
      return result;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      const told = error instanceof UserError ? problem : `a defect: ${problem}`;
      write({ type: 'output', at: new Date().toISOString(), text: `error: ${told}` });
      end(signal.aborted ? 'stopped' : 'failed', problem);
      throw error;
    }
  } finally {
    for (const close of closers.reverse()) close();
  }
}

/** The id that the page gave; what this process starts is no part of it. */
function takeGivenId(): string | undefined {
  const { [JOB_ID_VARIABLE]: id } = process.env;
  Reflect.deleteProperty(process.env, JOB_ID_VARIABLE);
  return id !== undefined && isJobId(id) ? id : undefined;
}

/** An id that says when and what; `title` may have any characters. */
export function newJobId(startedAt: Date, title: string): string {
  const word = title.replace(/[^0-9A-Za-z]+/g, '-').slice(-40);
  return `${runId(startedAt, word)}-${process.pid}-${Date.now() % 1000}`;
}

/** Hands over each line that is written to a stream, which gets it all the same. */
function listen(stream: NodeJS.WriteStream, take: (line: string) => void): () => void {
  const lines = new PlainLines();
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    for (const line of lines.take(String(chunk))) take(line);
    return write(chunk, ...rest);
  }) as typeof stream.write;
  return () => {
    stream.write = write as typeof stream.write;
  };
}

/** Passes on the first word of each piece of work, and no more than one in {@link PROGRESS_MS}. */
function seldom(take: (title: string, text: string) => void) {
  let last = { title: '', at: 0 };
  return (title: string, text: string): void => {
    const at = Date.now();
    if (title === last.title && at - last.at < PROGRESS_MS) return;
    last = { title, at };
    take(title, text);
  };
}
