import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { StoreKeys } from '../../running/etcd/store-keys';
import { askNode } from '../../running/existing/ask-node';
import type { Deployment } from '../../running/local-state';
import { readStatus, type StackStatus } from '../../running/read-status';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { allNodes, type ClusterPlan, type GroupPlan, type NodePlan } from '../../topology/plan';
import { DATA_DIRECTORY, POSTGRES_HOME } from '../../topology/rendering/patroni';
import { UserError } from '../../words/user-error';
import { startAll } from './cluster-containers';
import { OneOffNode } from './one-off-node';
import { removeRecord, writeRecord, type RestoreRecord } from './restore-record';
import type { Stages } from './stages';

/** How long the other nodes are waited for, ms; they go on without this command. */
const WAIT_LIMIT_MS = 15 * 60_000;

/** Between two looks, ms. */
const POLL_MS = 1000;

/** On which timeline a primary writes. */
const TIMELINE = `SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer`;

/**
 * Removes data whose timeline the leader's does not come after: it would pass for the leader's own. All
 * other data are rewound to it, or replaced where they can't be.
 */
const DROP_UNRELATED = `
rm -f ${DATA_DIRECTORY}/postmaster.pid
timeline=$(pg_controldata -D ${DATA_DIRECTORY} | sed -n "s/^Latest checkpoint's TimeLineID: *//p") || timeline=
if [ "\${timeline:-$1}" -ge "$1" ]; then rm -rf ${DATA_DIRECTORY}; fi`;

/** What is left to do once rows can be read. */
export interface RemakeOrder {
  readonly deployment: Deployment;
  readonly docker: Docker;
  readonly record: RestoreRecord;
  readonly stages: Stages;
  readonly signal: AbortSignal;
}

/**
 * Has the other nodes follow the restored leaders, by which the old data go. Can be called again after any of
 * its steps. The manager begins backups and takes points by itself: each group has a new timeline.
 */
export async function remakeOthers(order: RemakeOrder): Promise<void> {
  const { deployment, docker, record, stages } = order;
  const { plan } = deployment;
  const store = new StoreKeys(plan, docker);
  await writeRecord(store, { ...record, stage: 'others' });
  await stages.run('start the other nodes', () =>
    Promise.all(plan.groups.map((group) => startOthers(order, group))),
  );
  await removeRecord(store);
}

/**
 * Waits until the cluster is what it was, with all its standbys. They come to that without this command.
 *
 * @throws UserError with what it lacks after a quarter of an hour
 */
export async function awaitOthers({ deployment, stages, signal }: RemakeOrder): Promise<void> {
  await stages.run('wait for the other nodes', async (tell) => {
    for (const deadline = Date.now() + WAIT_LIMIT_MS; ; await sleep(POLL_MS)) {
      signal.throwIfAborted();
      const status = await readStatus(deployment);
      const { reasons, stack } = status;
      if (status.healthy || lacksRepositoryAlone(status, deployment.plan)) return;
      tell(reasons.join('; '));
      if (Date.now() > deadline) {
        throw new UserError(
          `stack "${stack}" is restored, and is not what it was yet: ${reasons.join('; ')}`,
          `\`npm run status -- --stack ${stack}\` tells when it is`,
        );
      }
    }
  });
}

/** Whether all nodes are at work, and what is missing is a repository: it can stay away for long. */
function lacksRepositoryAlone({ backup, nodes }: StackStatus, plan: ClusterPlan): boolean {
  const isAway = backup?.repositories.some((repository) => !repository.healthy) ?? false;
  const atWork = nodes.filter(({ state }) => state === 'running' || state === 'streaming');
  return isAway && atWork.length === allNodes(plan).length;
}

async function startOthers(
  { deployment: { plan }, docker, record, signal }: RemakeOrder,
  { group, nodes }: GroupPlan,
): Promise<void> {
  const name = record.groups.find((one) => one.group === group)?.leader;
  const leader = nodes.find((node) => node.name === name);
  if (leader === undefined) return;
  const others = nodes.filter((node) => node !== leader);
  if (others.length === 0) {
    const command = ['sh', '-c', `rm -rf ${POSTGRES_HOME}/cluster.before-*`];
    await execInContainer(docker.getContainer(leader.container), command);
    return;
  }
  // A new cluster's empty database is no relative of what was restored.
  const timeline =
    record.source === undefined ? await askNode(docker, leader.container, [TIMELINE]) : '0';
  const stopped = await stoppedOf(docker, others);
  await Promise.all(
    stopped.map((node) =>
      OneOffNode.use(docker, plan, node, (one) => one.run(DROP_UNRELATED, [timeline]), signal),
    ),
  );
  await startAll(docker, others);
}

async function stoppedOf(docker: Docker, nodes: readonly NodePlan[]): Promise<NodePlan[]> {
  const states = await Promise.all(
    nodes.map(async ({ container }) => (await docker.getContainer(container).inspect()).State),
  );
  return nodes.filter((_, index) => states[index]?.Running !== true);
}
