import type Docker from 'dockerode';
import type { Secrets } from '../../manager/secrets';
import { waitUntilReady } from '../../post-deploy/wait-until-ready';
import { StoreKeys } from '../../running/etcd/store-keys';
import type { Deployment } from '../../running/local-state';
import { waysIn, type NodePlan } from '../../topology/plan';
import { formatDuration } from '../../words/duration';
import { awaitRows } from './await-rows';
import { awaitPrimaries, doorsOf, startAll, stopCluster } from './cluster-containers';
import { OneOffNode, removeOneOffs } from './one-off-node';
import { restoreLeader, takeCopy } from './restore-leader';
import type { RestorePlan } from './restore-plan';
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
  const changed = await stages.run('restore the leaders', (tell) => restoreFiles(order, tell));
  if (changed.length > 0) process.stderr.write(`  as they are now: ${changed.join(', ')}\n`);
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
  { deployment: { plan }, docker, restore, record, secrets, signal }: RestoreOrder,
  tell: (text: string) => void,
): Promise<string[]> {
  const failed = new AbortController();
  const over = AbortSignal.any([signal, failed.signal]);
  const states = new Map<string, string>();
  const options = { name: restore.point.name, plan, secrets };
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

/** Where an only node's data are to stay; empty where another node has the old data. */
function directoryOf(record: RestoreRecord, kept: NodePlan | undefined): string {
  return kept === undefined ? keptDirectory(record) : '';
}
