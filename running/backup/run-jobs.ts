import { setTimeout as sleep } from 'node:timers/promises';
import { onStop, STOP_SIGNALS } from '../../cli/stop-signal';
import { startProgress } from '../../cli/progress';
import type { BackupJob, RepositoryState } from '../../manager/backup/agent-protocol';
import { newestOf } from '../../manager/backup/backup-schedule';
import { stanzaOf } from '../../topology/backup/backup-plan';
import type { GroupPlan } from '../../topology/plan';
import { UserError } from '../../words/user-error';
import type { RepositoryAgent } from './repository-agent';

/** Between two looks, ms. */
const POLL_MS = 1000;

/** What is to be done with groups in repositories. */
export interface JobOrder {
  readonly kind: BackupJob['kind'];
  /** Of a backup. */
  readonly type?: 'full' | 'diff' | 'incr';
  readonly groups: readonly GroupPlan[];
  readonly repositories: readonly RepositoryAgent[];
}

/** A job that was begun, and where. */
interface Begun {
  readonly repository: RepositoryAgent;
  readonly stanza: string;
}

/**
 * Begins a job of each group in each repository. A group that has one already is left with it.
 *
 * @returns those that were begun
 * @throws UserError where one can't begin
 */
export async function beginJobs({ kind, type, groups, repositories }: JobOrder): Promise<Begun[]> {
  const all = repositories.flatMap((repository) =>
    groups.map((group) => ({ repository, stanza: stanzaOf(group) })),
  );
  const begun = await Promise.all(
    all.map(async (one) => {
      const folder = kind === 'backup' ? 'backups' : 'verifications';
      const query = type === undefined ? '' : `?type=${type}`;
      return (await one.repository.begin(`/${folder}/${one.stanza}${query}`)) ? [one] : [];
    }),
  );
  return begun.flat();
}

/**
 * Runs a job of each group in each repository, and shows how far they are. Ctrl-C ends the showing alone,
 * and says so.
 *
 * @throws UserError where a group has a job already, where one fails, with pgBackRest's words, and where a
 *   backup is damaged
 */
export async function runJobs(order: JobOrder, title: string): Promise<void> {
  await refuseBusy(order);
  const release = onStop((signal) => {
    process.stderr.write(
      '\nit goes on in the repository; `npm run backup -- list` tells how far\n',
    );
    process.exit(STOP_SIGNALS[signal]);
  });
  const progress = startProgress(title);
  try {
    const begun = await beginJobs(order);
    for (;;) {
      const jobs = await jobsOf(begun, order.kind);
      progress.update(jobs.map(describe).join(', '));
      if (jobs.every(({ state }) => state !== 'runs')) {
        const failed = jobs.filter(({ state }) => state !== 'done');
        if (failed.length > 0) throw failure(failed);
        if (order.kind === 'backup') await refuseDamaged(begun);
        progress.done();
        return;
      }
      await sleep(POLL_MS);
    }
  } catch (error) {
    progress.fail();
    throw error;
  } finally {
    release();
  }
}

/** @throws UserError where one of the groups has a job under way */
export async function refuseBusy({
  groups,
  repositories,
}: Pick<JobOrder, 'groups' | 'repositories'>): Promise<void> {
  for (const repository of repositories) {
    const { jobs } = await repository.state();
    const busy = jobs.find(
      ({ stanza, state }) => state === 'runs' && groups.some((group) => stanzaOf(group) === stanza),
    );
    if (busy === undefined) continue;
    throw new UserError(
      `${busy.stanza} has a ${busy.kind} under way in repository ${repository.plan.name}`,
      'wait for its end; `npm run backup -- list` tells how far it is',
    );
  }
}

/** A job and the repository's name. */
type NamedJob = BackupJob & { readonly repository: string };

/** Each repository's state, asked for once. */
async function statesOf(
  begun: readonly Begun[],
): Promise<ReadonlyMap<RepositoryAgent, RepositoryState>> {
  const repositories = [...new Set(begun.map(({ repository }) => repository))];
  return new Map(
    await Promise.all(repositories.map(async (one) => [one, await one.state()] as const)),
  );
}

/** The newest job of that kind of each stanza in each repository. */
async function jobsOf(begun: readonly Begun[], kind: BackupJob['kind']): Promise<NamedJob[]> {
  const states = await statesOf(begun);
  return begun.flatMap(({ repository, stanza }) => {
    const own = states
      .get(repository)
      ?.jobs.filter((job) => job.stanza === stanza && job.kind === kind);
    const newest = own?.sort((one, other) => other.start - one.start)[0];
    return newest === undefined ? [] : { ...newest, repository: repository.plan.name };
  });
}

/** pgBackRest ends a backup of damaged pages, or of damaged files before it, as any other; no restore takes it. */
async function refuseDamaged(begun: readonly Begun[]): Promise<void> {
  const states = await statesOf(begun);
  const lines = begun.flatMap(({ repository, stanza }) => {
    const state = states.get(repository)?.stanzas.find((one) => one.stanza === stanza);
    const newest = newestOf(state?.backups ?? []);
    return newest?.damaged === true
      ? [`backup ${newest.label} of ${stanza} in ${repository.plan.name} is damaged`]
      : [];
  });
  if (lines.length === 0) return;
  throw new UserError(
    lines.join('; '),
    'docs/backup.md, "Damaged files" and "Damaged pages", tells what to do about it',
  );
}

function describe({ stanza, state, progress }: BackupJob): string {
  if (state === 'runs' && progress !== null) return `${stanza} ${Math.floor(progress * 100)} %`;
  return `${stanza} ${state}`;
}

function failure(failed: readonly NamedJob[]): UserError {
  const what = failed.map(
    ({ stanza, kind, repository, state, error }) =>
      `${kind} of ${stanza} in ${repository} ${state}: ${error}`,
  );
  return new UserError(what.join('; '), 'docs/backup.md tells what to do about it');
}
