import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, type ProcessIdentity } from '../cli/process-identity';
import { isAtWork, type Job } from './job';

/**
 * What the names of jobs' folders begin with. They lie hidden among the results, so that whoever can
 * write results can write them, and are no results.
 */
const PREFIX = '.job-';

/** The files of a job's folder. */
export const JOB_FILES = {
  /** The job as it stands; replaced as a whole. */
  job: 'job.json',
  /** A line for each thing that happens, see journal-line.ts. */
  journal: 'live.ndjson',
  /** What it says, as text. */
  output: 'output.log',
} as const;

/** How many jobs that ended are kept. */
const KEPT = 10;

/** As `job.json` holds it. */
type StoredJob = Job & { readonly process: ProcessIdentity };

/** Whether a text may be a job's id: letters, digits and dashes, so that it is no path. */
export function isJobId(text: string): boolean {
  return /^[0-9A-Za-z][0-9A-Za-z-]{0,80}$/.test(text);
}

/** The folder of a job, whether or not it is there. */
export function jobFolder(results: string, id: string): string {
  if (!isJobId(id)) throw new Error(`"${id}" is no job's id`);
  return join(results, `${PREFIX}${id}`);
}

/** Writes a job's state; whoever reads it finds the old or the new one. */
export function writeJob(folder: string, job: StoredJob): void {
  const draft = join(folder, `.${JOB_FILES.job}`);
  writeFileSync(draft, `${JSON.stringify(job, null, 2)}\n`);
  renameSync(draft, join(folder, JOB_FILES.job));
}

/** The job of a folder; undefined if it has none (yet). One whose process is gone is `lost`. */
export function readJob(folder: string): Job | undefined {
  let stored: StoredJob;
  try {
    stored = JSON.parse(readFileSync(join(folder, JOB_FILES.job), 'utf8')) as StoredJob;
  } catch {
    return undefined;
  }
  const { process, ...job } = stored;
  if (!isAtWork(job) || isRunning(process)) return job;
  // It may have ended between the two looks.
  const again = JSON.parse(readFileSync(join(folder, JOB_FILES.job), 'utf8')) as StoredJob;
  if (!isAtWork(again)) return withoutProcess(again);
  return { ...job, state: 'lost', problem: 'its process is gone without a word' };
}

function withoutProcess({ process: _, ...job }: StoredJob): Job {
  return job;
}

/** The jobs of a results folder, newest first. */
export function listJobs(results: string): Job[] {
  let names: string[];
  try {
    names = readdirSync(results);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.startsWith(PREFIX))
    .flatMap((name) => readJob(join(results, name)) ?? [])
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** Removes what is older than the newest {@link KEPT} jobs that ended. */
export function removeOldJobs(results: string): void {
  const ended = listJobs(results).filter((job) => !isAtWork(job));
  for (const { id } of ended.slice(KEPT)) {
    rmSync(jobFolder(results, id), { recursive: true, force: true });
  }
}
