import type Docker from 'dockerode';
import type { StatusDocument } from '../manager/status-document';
import { allContainers, type ClusterPlan } from '../topology/plan';
import { endpoints } from '../topology/endpoints';

/** How long the manager may take to answer, ms. */
const ANSWER_LIMIT_MS = 2000;

/** A cluster of this stack that is up while the program runs. */
export interface RunningCluster {
  readonly status: StatusDocument;
  /** Ids of the planned containers that are there, by the containers' names. */
  readonly containerIds: ReadonlyMap<string, string>;
  /** The cluster's state now; undefined where its manager does not answer. */
  readonly ask: () => Promise<StatusDocument | undefined>;
}

/** The stack's cluster if it is up and its manager answers; returns at once where nobody listens. */
export async function findRunningCluster(
  plan: ClusterPlan,
  docker: Docker,
): Promise<RunningCluster | undefined> {
  const ask = (): Promise<StatusDocument | undefined> => askManager(plan);
  const status = await ask();
  if (status === undefined) return undefined;
  const planned = new Set(allContainers(plan).map(({ container }) => container));
  const containers = await docker.listContainers({ all: true });
  const containerIds = containers.flatMap(({ Id, Names }) => {
    const name = Names.map((path) => path.replace(/^\//, '')).find((one) => planned.has(one));
    return name === undefined ? [] : [[name, Id] as const];
  });
  return { status, containerIds: new Map(containerIds), ask };
}

async function askManager(plan: ClusterPlan): Promise<StatusDocument | undefined> {
  const { host, port } = endpoints(plan).manager;
  try {
    const response = await fetch(`http://${host}:${port}/status`, {
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    const status = (await response.json()) as Partial<StatusDocument>;
    // Somebody else's answer, or another stack's on the same port, says nothing of this cluster.
    return status.stack === plan.stack && status.nodes !== undefined
      ? (status as StatusDocument)
      : undefined;
  } catch {
    return undefined;
  }
}
