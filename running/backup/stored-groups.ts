import type { RepositoryState } from '../../manager/backup/agent-protocol';
import type { RestorePoint } from '../../manager/backup/catalogue';
import { timelineOf } from '../../manager/backup/log-files';
import type { StoredGroup } from '../../manager/backup/reachable';
import { stanzaOf } from '../../topology/backup/backup-plan';
import type { ClusterPlan, GroupPlan } from '../../topology/plan';
import { messageOf } from '../../words/message-of';
import { UserError } from '../../words/user-error';
import type { RepositoryAgent } from './repository-agent';

/** All that one repository holds of a cluster. */
export interface StoredCluster {
  readonly repository: RepositoryAgent;
  readonly state: RepositoryState;
  /** By the group's name; a group that has nothing there is left out. */
  readonly groups: ReadonlyMap<string, StoredGroup>;
}

/** What of a cluster has to be known to find it in a repository. */
export interface StoredNames {
  readonly stack: string;
  readonly groups: readonly Pick<GroupPlan, 'name'>[];
}

/**
 * Reads what a repository holds of a cluster.
 *
 * @throws UserError where it can't be read, with pgBackRest's words
 */
export async function readStored(
  repository: RepositoryAgent,
  { groups, stack }: StoredNames,
): Promise<StoredCluster> {
  const state = await repository.state();
  const { name } = repository.plan;
  if (state.error !== null) {
    throw new UserError(
      `repository ${name} of stack "${stack}" can't be read: ${state.error}`,
      'another passphrase than that of its backups is one reason (docs/backup.md)',
    );
  }
  const stored = await Promise.all(
    groups.map(async (group) => {
      const stanza = state.stanzas.find((one) => one.stanza === stanzaOf(group));
      if (stanza === undefined || stanza.archiveMax === null) return [];
      const log = await repository.log(stanza.stanza);
      const timelines = log.timelines.map(({ timeline }) => timelineOf(timeline));
      const histories = timelines.map(
        async (timeline) =>
          [
            timeline,
            // The first one has none.
            timeline === 1 ? [] : await repository.history(stanza.stanza, timeline),
          ] as const,
      );
      const { backups } = stanza;
      return [[group.name, { backups, log, histories: new Map(await Promise.all(histories)) }]];
    }),
  );
  return { repository, state, groups: new Map(stored.flat() as [string, StoredGroup][]) };
}

/**
 * Reads what those repositories hold that can be read; of another one it says on stderr why it can't.
 *
 * @throws UserError where none can be read
 */
export async function readAllStored(
  repositories: readonly RepositoryAgent[],
  plan: ClusterPlan,
): Promise<[StoredCluster, ...StoredCluster[]]> {
  const answers = await Promise.allSettled(repositories.map((one) => readStored(one, plan)));
  for (const answer of answers) {
    if (answer.status === 'rejected') process.stderr.write(`${messageOf(answer.reason)}\n`);
  }
  const [first, ...others] = answers.flatMap((one) =>
    one.status === 'fulfilled' ? one.value : [],
  );
  if (first !== undefined) return [first, ...others];
  throw new UserError(
    `no repository of stack "${plan.stack}" can be read; nothing was changed`,
    'start its container, or mend what it tells',
  );
}

/** The newest timeline that a group has in a repository; 0 where it has nothing. */
export function newestTimeline({ backups, log }: StoredGroup): number {
  return Math.max(
    0,
    ...log.timelines.map(({ timeline }) => timelineOf(timeline)),
    ...log.histories.map(timelineOf),
    ...backups.map(({ archiveStop }) => timelineOf(archiveStop)),
  );
}

/** The moment from which on a point may be reached, ms: when each group has a base backup. */
export function earliestPossible({ groups }: Pick<StoredCluster, 'groups'>): number {
  const firsts = [...groups.values()].map(({ backups }) =>
    Math.min(Infinity, ...backups.map(({ stop }) => stop)),
  );
  return Math.max(-Infinity, ...firsts) * 1000;
}

/** Names of groups that a point and a repository do not both have. */
export function lackingGroups(
  point: RestorePoint,
  { groups }: Pick<StoredCluster, 'groups'>,
): string[] {
  return point.groups.map(({ group }) => group).filter((group) => !groups.has(group));
}
