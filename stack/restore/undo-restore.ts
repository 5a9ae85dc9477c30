import type Docker from 'dockerode';
import { waitUntilReady } from '../../post-deploy/wait-until-ready';
import type { RepositoryAgent } from '../../running/backup/repository-agent';
import { removePointsSince } from '../../running/backup/stored-points';
import { StoreKeys } from '../../running/etcd/store-keys';
import type { Deployment } from '../../running/local-state';
import { stanzaOf } from '../../topology/backup/backup-plan';
import { waysIn, type GroupPlan, type NodePlan } from '../../topology/plan';
import { DATA_DIRECTORY, POSTGRES_HOME } from '../../topology/rendering/patroni';
import { UserError } from '../../words/user-error';
import { awaitPrimaries, doorsOf, startAll, stopCluster } from './cluster-containers';
import { missingNodes } from './missing-nodes';
import { OneOffNode, removeOneOffs, WORK_DIRECTORY } from './one-off-node';
import {
  keptDirectory,
  removeRecord,
  type RecordedGroup,
  type RestoreRecord,
} from './restore-record';
import { settleTransactions } from './settle-transactions';
import type { Stages } from './stages';

/** The old data come back; where the copy had not taken their place yet, they are there. */
const TAKE_BACK = `
cd ${POSTGRES_HOME}
rm -rf spool ${WORK_DIRECTORY}
[ ! -d "$1" ] || { rm -rf ${DATA_DIRECTORY}; mv "$1" ${DATA_DIRECTORY}; }`;

/** What was restored is of no use to anybody: the node is made anew from the old primary. */
const DROP = `rm -rf ${DATA_DIRECTORY} ${WORK_DIRECTORY} ${POSTGRES_HOME}/spool`;

/** What going back works on. */
export interface UndoOrder {
  readonly deployment: Deployment;
  readonly docker: Docker;
  readonly repositories: readonly RepositoryAgent[];
  readonly record: RestoreRecord;
  readonly stages: Stages;
  readonly signal: AbortSignal;
}

/**
 * Goes back to the data of before a restore. What the restored leaders have put into the repositories goes
 * as well: the next change of primary would take the same number for its timeline. A node whose container
 * somebody has removed meanwhile is left for the next `npm run up`.
 *
 * @throws UserError where the old data are gone
 */
export async function undoRestore(order: UndoOrder): Promise<void> {
  const { deployment, docker, repositories, record, stages, signal } = order;
  const { plan } = deployment;
  if (record.stage === 'others') {
    throw new UserError(
      `the old data are gone: the other nodes of stack "${plan.stack}" follow the restored ones already`,
      'restore another point, of before or after it',
    );
  }
  const groups = plan.groups.flatMap((group) => {
    const recorded = record.groups.find((one) => one.group === group.group);
    return recorded === undefined ? [] : [{ group, recorded, ...nodesOf(group, recorded) }];
  });
  const primaries = groups.map(({ leader, kept }) => kept ?? leader);
  const missing = await missingNodes(plan);
  const isThere = ({ name }: NodePlan): boolean => !missing.has(name);
  const lost = primaries.find((node) => !isThere(node));
  if (lost !== undefined) {
    throw new UserError(
      `${lost.name} of stack "${plan.stack}" has no container, which had the old data of its group`,
      `make a stack of the backups: \`npm run restore -- --to latest --into NEW --stack ${plan.stack}\``,
    );
  }
  const store = new StoreKeys(plan, docker);
  await stages.run('stop the cluster', async () => {
    await removeOneOffs(docker, plan);
    // What was restored leads now, if anything does.
    await stopCluster(
      plan,
      docker,
      groups.map(({ leader }) => leader),
    );
  });
  await stages.run('put the old data back', async () => {
    await Promise.all(
      groups
        .filter(({ leader }) => isThere(leader))
        .map(({ leader, kept }) =>
          OneOffNode.use(
            ...([docker, plan, leader] as const),
            (one) =>
              kept === undefined ? one.run(TAKE_BACK, [keptDirectory(record)]) : one.run(DROP),
            signal,
          ),
        ),
    );
    for (const repository of repositories) {
      await removePointsSince(repository, record.startedAt);
      for (const { group, recorded } of groups) {
        await repository.removeTimelinesAfter(stanzaOf(group), recorded.timeline);
      }
    }
  });
  await stages.run('start it', async () => {
    for (const { group } of groups) await store.forgetState(group);
    await startAll(docker, primaries);
    await awaitPrimaries(docker, primaries, signal);
    await settleTransactions(plan, docker, primaries, signal);
    await startAll(
      docker,
      waysIn(plan).map(({ manager }) => manager),
    );
    await waitUntilReady(deployment);
    await startAll(docker, doorsOf(plan));
    await startAll(
      docker,
      plan.groups.flatMap(({ nodes }) => nodes.filter(isThere)),
    );
    await removeRecord(store);
  });
}

/** @throws UserError where the plan has other nodes by now */
function nodesOf(
  { name, nodes }: GroupPlan,
  { leader, kept }: RecordedGroup,
): { leader: NodePlan; kept: NodePlan | undefined } {
  const found = (wanted: string): NodePlan => {
    const node = nodes.find((one) => one.name === wanted);
    if (node !== undefined) return node;
    throw new UserError(`${name} has no node ${wanted} any more, whose old data were to stay`);
  };
  return { leader: found(leader), kept: kept === null ? undefined : found(kept) };
}
