import { setMaxListeners } from 'node:events';
import type { PoolerStatus, StatusDocument } from '../manager/status-document';
import type { GroupRows } from '../manager/shards/rows';
import { addressText } from '../topology/endpoints';
import { allContainers, type ClusterPlan } from '../topology/plan';
import { askManager } from './ask-manager';
import type { Deployment } from './local-state';

/** How long the manager may take to answer, and then the engine, ms. */
const ANSWER_LIMIT_MS = 1700;
const ENGINE_LIMIT_MS = 1500;

/** How long it may take to count rows, ms: more than the manager gives a node. */
const COUNT_LIMIT_MS = 70_000;

/** A container of the stack as the engine sees it. */
export interface ContainerState {
  readonly name: string;
  readonly container: string;
  /** Docker's word (`running`, `exited`, …), `missing` where there is none, else `unknown`. */
  readonly state: string;
  /** Docker's health check: `healthy`, `starting`, …; `none` without one. */
  readonly health: string;
}

/** What `npm run status --json` prints. */
export interface StackStatus extends Omit<StatusDocument, 'shards' | 'manager' | 'pooler'> {
  /** Null where the manager does not answer. */
  readonly pooler: PoolerStatus | null;
  /** Shards and rows of the data set's table by the group that holds them. */
  readonly rowsByWorker: readonly GroupRows[];
  /** Containers, where the manager does not answer; empty otherwise. */
  readonly containers: readonly ContainerState[];
}

/** What a manager of before does not tell. */
const UNTOLD = { lostShards: 0, notices: [], managers: [], acting: null, waysIn: [] };

/**
 * The state of a cluster: from its manager, or from the engine's containers where the manager does
 * not answer in {@link ANSWER_LIMIT_MS}.
 *
 * @param counted whether rows are counted, which reads all of them, rather than estimated
 */
export async function readStatus(
  deployment: Deployment,
  { counted = false } = {},
): Promise<StackStatus> {
  const { plan, endpoints } = deployment;
  const answer = await answerOf(deployment, counted);
  if (typeof answer !== 'string') {
    const { shards: rowsByWorker, ...facts } = answer;
    const status = { ...UNTOLD, ...facts, endpoints, rowsByWorker, containers: [] };
    // Who was asked does not matter: all tell the same.
    Reflect.deleteProperty(status, 'manager');
    return status;
  }
  return {
    stack: plan.stack,
    engine: plan.engine,
    healthy: false,
    endpoints,
    database: plan.database,
    user: plan.user,
    nodes: [],
    groups: [],
    etcd: [],
    pooler: null,
    reasons: [`the manager at ${addressText(endpoints.manager)} does not answer: ${answer}`],
    ...UNTOLD,
    rowsByWorker: [],
    containers: await containerStates(plan),
  };
}

async function answerOf(
  deployment: Deployment,
  counted: boolean,
): Promise<StatusDocument | string> {
  try {
    return await askManager(deployment, {
      counted,
      limitMs: counted ? COUNT_LIMIT_MS : ANSWER_LIMIT_MS,
    });
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    // An error of several addresses has no message.
    return message || code || String(error);
  }
}

async function containerStates(plan: ClusterPlan): Promise<ContainerState[]> {
  // Its library takes longer to load than all else.
  const docker = (await import('./hosts/cluster-docker.js')).clusterDocker(plan);
  const abortSignal = AbortSignal.timeout(ENGINE_LIMIT_MS);
  // One request for each container listens to it.
  setMaxListeners(0, abortSignal);
  return Promise.all(
    allContainers(plan).map(async ({ name, container }) => {
      try {
        const { State } = await docker.getContainer(container).inspect({ abortSignal });
        return { name, container, state: State.Status, health: State.Health?.Status ?? 'none' };
      } catch (error) {
        if (abortSignal.aborted) return { name, container, state: 'unknown', health: 'none' };
        if ((error as { statusCode?: number }).statusCode !== 404) throw error;
        return { name, container, state: 'missing', health: 'none' };
      }
    }),
  );
}
