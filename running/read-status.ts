import type { PoolerStatus, StatusDocument } from '../manager/status-document';
import type { GroupRows } from '../manager/shards/rows';
import { addressText } from '../topology/endpoints';
import { askManager } from './ask-manager';
import type { ContainerState } from './container-states';
import type { ClusterPlan } from '../topology/plan';
import type { Deployment } from './local-state';

/** How long the manager may take to answer, ms. */
const ANSWER_LIMIT_MS = 1700;

/**
 * How long nothing but the manager is waited for, ms. Containers are looked at beside it then: a status is
 * told within 2 s, those of a host whose engine is silent included.
 */
const PATIENCE_MS = 700;

/** How long it may take to count rows, ms: more than the manager gives a node. */
const COUNT_LIMIT_MS = 70_000;

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
  let looking: Promise<SeenContainers> | undefined;
  const look = (): Promise<SeenContainers> => (looking ??= lookAtContainers(plan));
  // Who has rows counted waits for the manager for long.
  const patience = counted
    ? undefined
    : setTimeout(() => void look().catch(() => undefined), PATIENCE_MS);
  const answer = await answerOf(deployment, counted);
  clearTimeout(patience);
  if (typeof answer !== 'string') {
    const { shards: rowsByWorker, ...facts } = answer;
    const status = { ...UNTOLD, ...facts, endpoints, rowsByWorker, containers: [] };
    // Who was asked does not matter: all tell the same.
    Reflect.deleteProperty(status, 'manager');
    return status;
  }
  const { containers, silent } = await look();
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
    reasons: [
      `the manager at ${addressText(endpoints.manager)} does not answer: ${answer}`,
      ...silent.map((host) => `the engine of host ${host} does not answer`),
    ],
    ...UNTOLD,
    ...(plan.hosts && {
      hosts: plan.hosts.map(({ name }) => ({ name, answers: !silent.includes(name) })),
    }),
    rowsByWorker: [],
    containers,
  };
}

interface SeenContainers {
  readonly containers: readonly ContainerState[];
  /** Names of the hosts whose engines are silent. */
  readonly silent: readonly string[];
}

async function lookAtContainers(plan: ClusterPlan): Promise<SeenContainers> {
  // The engine's library takes longer to load than all else.
  const { containerStates, silentEngines } = await import('./container-states.js');
  const containers = await containerStates(plan);
  return { containers, silent: silentEngines(plan, containers) };
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
