import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isAtWork, type Job } from '../../jobs/job';
import { isJobId, JOB_FILES, jobFolder, listJobs, readJob } from '../../jobs/job-folder';
import { JOB_ID_VARIABLE, newJobId } from '../../jobs/run-job';
import { stacksInUse } from '../../jobs/stack-lock';
import type { StackUse } from '../../jobs/stack-use';
import { makeResultsFolder } from '../../results/results-folder';
import { listStacks } from '../../toolchain/pulumi/stack-files';
import { lastLine } from '../../toolchain/child-process';
import type { JobRequest } from '../api/jobs';
import { HttpProblem, notFound } from './http-problem';
import { jobArguments, subjectOf } from './job-command';

/** What a job's process prints; its output as people read it is in the journal. */
const CONSOLE_FILE = 'console.log';

/** How long a job may take until it has claimed its stack, ms: it may ask Pulumi before. */
const START_LIMIT_MS = 60_000;

/** Between two looks whether it has, ms. */
const LOOK_MS = 50;

/** The jobs of a results folder, and those elsewhere that have a stack of this project. */
export class Jobs {
  /**
   * @param results the results folder, absolute
   * @param root the project's folder
   */
  constructor(
    private readonly results: string,
    private readonly root: string,
  ) {}

  /** Those that run, then those that ended lately, newest first. */
  list(): Job[] {
    const own = listJobs(this.results);
    const others = stacksInUse().flatMap((use) =>
      own.some(({ id }) => id === use.job) ? [] : (jobOf(use) ?? []),
    );
    const all = [...new Map([...own, ...others].map((job) => [job.id, job])).values()];
    return [...all.filter(isAtWork), ...all.filter((job) => !isAtWork(job))];
  }

  /** Those of the results folder that run, on any stack. */
  running(): Job[] {
    return listJobs(this.results).filter(isAtWork);
  }

  /** What else has a stack: jobs of other results folders, and work that is no job. */
  elsewhere(): StackUse[] {
    const own = this.running();
    return stacksInUse().filter((use) => !own.some(({ id }) => id === use.job));
  }

  /** A job and its folder. @throws HttpProblem (404) where there is none of that id */
  find(id: string): { readonly job: Job; readonly folder: string } {
    const use = stacksInUse().find(({ job }) => job === id);
    const folders = isJobId(id)
      ? [this.results, use?.results ?? []].flat().map((of) => jobFolder(of, id))
      : [];
    for (const folder of folders) {
      const job = readJob(folder);
      if (job !== undefined) return { job, folder };
    }
    throw notFound(`there is no job "${id}"`, 'its result, if it left one, is in the list');
  }

  /** Everything that a job has said. */
  output(id: string): string {
    const path = join(this.find(id).folder, JOB_FILES.output);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  /** Has a job end as Ctrl-C does; one that was told already is not told again. */
  stop(id: string): Job {
    const { job } = this.find(id);
    if (job.state === 'running') {
      try {
        process.kill(job.pid, 'SIGINT');
      } catch (error) {
        // It has ended just now.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
      return { ...job, state: 'stopping' };
    }
    return job;
  }

  /**
   * Starts a job as a process of its own, which goes on without this one.
   *
   * @returns the job, when it has its stack
   * @throws HttpProblem: 404 for a stack that is unknown, 409 if the stack has a job, 422 with the
   *   command's words if it refuses
   */
  async start(request: JobRequest): Promise<Job> {
    const { stack, kind } = request;
    if (!listStacks(this.root).includes(stack)) {
      throw notFound(`there is no stack "${stack}"`, `stacks: ${listStacks(this.root).join(', ')}`);
    }
    this.refuseIfInUse(stack);
    await makeResultsFolder(this.results);
    const id = newJobId(new Date(), subjectOf(request));
    const folder = jobFolder(this.results, id);
    mkdirSync(folder);
    const consolePath = join(folder, CONSOLE_FILE);
    const file = openSync(consolePath, 'a');
    const args = jobArguments(request, this.shortResults());
    const script = join(this.root, 'scripts', `${kind}.ts`);
    // It outlives this server, and the npm that has started it.
    const environment = { ...process.env };
    delete environment['npm_lifecycle_event'];
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
      cwd: this.root,
      env: { ...environment, [JOB_ID_VARIABLE]: id },
      detached: true,
      stdio: ['ignore', file, file],
    });
    closeSync(file);
    child.unref();
    let ended = false;
    child.on('exit', () => (ended = true)).on('error', () => (ended = true));
    for (const began = Date.now(); Date.now() - began < START_LIMIT_MS; await pause(LOOK_MS)) {
      const wasEnded = ended;
      const job = readJob(folder);
      if (job !== undefined) return job;
      if (wasEnded) break;
    }
    const said = lastLine(readFileSync(consolePath, 'utf8')).replace(/^error: /, '');
    if (!ended) child.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
    this.refuseIfInUse(stack);
    throw new HttpProblem(422, ended ? said : 'the run did not begin in a minute');
  }

  private refuseIfInUse(stack: string): void {
    const use = stacksInUse().find((one) => one.stack === stack);
    if (use === undefined) return;
    const since = `${use.startedAt.slice(11, 19)} UTC`;
    const job = jobOf(use);
    throw new HttpProblem(
      409,
      `${use.title} runs on stack "${stack}" since ${since}`,
      'wait until it has ended, or stop it',
      job === undefined ? {} : { running: job },
    );
  }

  /** As its user would write it. */
  private shortResults(): string {
    const short = relative(this.root, this.results);
    return short === '' || short.startsWith('..') || isAbsolute(short) ? this.results : short;
  }
}

function jobOf({ results, job }: StackUse): Job | undefined {
  if (job === null || results === null || !isJobId(job)) return undefined;
  return readJob(jobFolder(results, job));
}
