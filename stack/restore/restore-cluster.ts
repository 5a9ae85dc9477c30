import type Docker from 'dockerode';
import type { Secrets } from '../../manager/secrets';
import { waitUntilReady } from '../../post-deploy/wait-until-ready';
import {
  foreignFiles,
  foreignMounts,
  type ForeignRepository,
} from '../../running/backup/foreign-repository';
import { StoreKeys } from '../../running/etcd/store-keys';
import type { Deployment } from '../../running/local-state';
import { stanzaOf } from '../../topology/backup/backup-plan';
import { waysIn, type NodePlan } from '../../topology/plan';
import { formatDuration } from '../../words/duration';
import { awaitRows } from './await-rows';
import { awaitPrimaries, doorsOf, startAll, stopCluster } from './cluster-containers';
import { OneOffNode, removeOneOffs, WORK_DIRECTORY, type ForeignAccess } from './one-off-node';
import { adoptServer } from './adopt-server';
import { restoreLeader, takeCopy, type Adopt } from './restore-leader';
import type { GroupRestore, RestorePlan } from './restore-plan';
import { keptDirectory, writeRecord, type RestoreRecord } from './restore-record';
import { settleTransactions } from './settle-transactions';
import type { Stages } from './stages';

/** What a restore works on. */
export interface RestoreOrder {
  readonly deployment: Deployment;
  readonly docker: Docker;
  readonly restore: RestorePlan;
  readonly record: RestoreRecord;
  readonly secrets: Secrets;
  /** The repository of another cluster whose backups these are; undefined where they are its own. */
  readonly foreign?: ForeignRepository | undefined;
  /** What is done while all nodes are stopped, before the restored ones start. */
  readonly beforeStart?: (() => Promise<void>) | undefined;
  readonly stages: Stages;
  readonly signal: AbortSignal;
}

/**
 * Brings the leader of each group to the restore point, has them lead, and lets clients in. The old data
 * stay as they are. Can be called again after any of its steps.
 *
 * @throws what failed; the old data can be gone back to
 */
export async function restoreLeaders(order: RestoreOrder): Promise<void> {
  const { deployment, docker, restore, record, secrets, stages, signal } = order;
  const { plan } = deployment;
  const leaders = restore.groups.map(({ leader }) => leader);
  const store = new StoreKeys(plan, docker);
  await writeRecord(store, record);
  await stages.run('stop the cluster', async () => {
    await removeOneOffs(docker, plan);
    await stopCluster(
      plan,
      docker,
      restore.groups.map(({ kept, leader }) => kept ?? leader),
    );
  });
  const told = await stages.run('restore the leaders', (tell) => restoreFiles(order, tell));
  if (told.length > 0) {
    const what = order.foreign === undefined ? 'as they are now' : 'to be known';
    process.stderr.write(`  ${what}: ${told.join(', ')}\n`);
  }
  const { beforeStart } = order;
  if (beforeStart !== undefined) await stages.run('empty its repositories', beforeStart);
  await stages.run('start the leaders', async () => {
    await Promise.all(
      restore.groups.map(({ leader, kept }) =>
        OneOffNode.use(docker, plan, leader, (one) => takeCopy(one, directoryOf(record, kept))),
      ),
    );
    for (const { group } of restore.groups) await store.forgetState(group);
    await startAll(docker, leaders);
    await awaitPrimaries(docker, leaders, signal);
    await settleTransactions(plan, docker, leaders, signal);
  });
  await stages.run('let clients in', async () => {
    await startAll(
      docker,
      waysIn(plan).map(({ manager }) => manager),
    );
    await waitUntilReady(deployment);
    await startAll(docker, doorsOf(plan));
    await awaitRows(deployment, secrets, signal);
  });
  process.stderr.write(`rows can be read after ${formatDuration(stages.elapsedMs)}\n`);
}

/** All groups at the same time; where one fails, the others are ended. */
async function restoreFiles(
  { deployment: { plan }, docker, restore, record, secrets, foreign, signal }: RestoreOrder,
  tell: (text: string) => void,
): Promise<string[]> {
  const failed = new AbortController();
  const over = AbortSignal.any([signal, failed.signal]);
  const states = new Map<string, string>();
  const leaders = restore.groups.map(({ leader }) => leader);
  const adopt: Adopt | undefined =
    foreign && ((session, one) => adoptServer(session, one, { plan, secrets, leaders }));
  const { repositories = [] } = plan.backup ?? {};
  const readable = repositories
    .filter(({ name }) => !restore.silent.includes(name))
    .map(({ number }) => number);
  const options = { name: restore.point.name, plan, secrets, adopt, readable };
  const works = restore.groups.map(async (one) => {
    const tellOf = (state: string): void => {
      states.set(one.leader.name, state);
      tell([...states].map(([name, text]) => `${name} ${text}`).join(', '));
    };
    try {
      return await OneOffNode.use(
        ...([docker, plan, one.leader] as const),
        (container) =>
          restoreLeader(container, one, directoryOf(record, one.kept), {
            ...options,
            tell: tellOf,
          }),
        over,
        foreign && accessTo(foreign, one),
      );
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  });
  const ended = await Promise.allSettled(works);
  // What ended the others says nothing of why.
  over.throwIfAborted();
  return [...new Set(ended.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])))];
}

/** How a group's leader reads the repository of another cluster. */
function accessTo(foreign: ForeignRepository, { group, leader }: GroupRestore): ForeignAccess {
  const data = { stanza: stanzaOf(group), directory: WORK_DIRECTORY, port: leader.postgresPort };
  return { mounts: foreignMounts(foreign), files: foreignFiles(foreign, data) };
}

/** Where an only node's data are to stay; empty where another node has the old data. */
function directoryOf(record: RestoreRecord, kept: NodePlan | undefined): string {
  // A new cluster has nothing to keep.
  return kept === undefined && record.source === undefined ? keptDirectory(record) : '';
}
