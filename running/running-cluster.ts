import type Docker from 'dockerode';
import type { StatusDocument } from '../manager/status-document';
import { allContainers, allNodes, type ClusterPlan } from '../topology/plan';
import { endpoints } from '../topology/endpoints';
import { managerAuthorities } from './certificates/manager-authorities';
import { askManager } from './ask-manager';
import type { Deployment } from './local-state';
import { handOver } from './switch-over';

/** How long a manager is waited for whose database nodes run, ms: Docker may be starting it anew. */
const SILENCE_LIMIT_MS = 20_000;

/** Between two questions to it meanwhile, ms. */
const POLL_MS = 500;

/** A cluster of this stack that is up while the program runs. */
export interface RunningCluster {
  /** Undefined where its manager did not answer: nobody can say who works. */
  readonly status: StatusDocument | undefined;
  /** Certificates (PEM) of the authorities that it trusts; undefined where all is in clear. */
  readonly caCertificate?: string | undefined;
  /** Ids of the planned containers that are there, by the containers' names. */
  readonly containerIds: ReadonlyMap<string, string>;
  /** Groups with a database node that the plan has no place for: it goes when Pulumi is done. */
  readonly leavingGroups: readonly number[];
  /** Whether a container, which may be new by now, was ever started; Docker keeps one that can't be. */
  readonly wasStarted: (container: string) => Promise<boolean>;
  /** The cluster's state now; undefined where its manager does not answer. */
  readonly ask: () => Promise<StatusDocument | undefined>;
  /**
   * Has Patroni hand over from a group's primary to its standby.
   *
   * @throws Error with Patroni's words where it refuses
   */
  readonly switchOver: (primary: string, standby: string) => Promise<void>;
}

/** The stack's cluster if one of its database nodes runs. */
export async function findRunningCluster(
  plan: ClusterPlan,
  docker: Docker,
): Promise<RunningCluster | undefined> {
  const planned = new Set(allContainers(plan).map(({ container }) => container));
  const all = await docker.listContainers({ all: true });
  const present = all.flatMap(({ Id, Names, State }) => {
    const name = Names.map((path) => path.replace(/^\//, '')).find((one) => planned.has(one));
    return name === undefined ? [] : [{ name, id: Id, runs: State === 'running' }];
  });
  const nodes = new Set(allNodes(plan).map(({ container }) => container));
  if (!present.some(({ name, runs }) => runs && nodes.has(name))) return undefined;
  const caCertificate = await managerAuthorities(docker, plan);
  const deployment = { plan, endpoints: endpoints(plan), caCertificate };
  const ask = (): Promise<StatusDocument | undefined> => statusOf(deployment);
  return {
    status: await persistently(ask),
    caCertificate,
    containerIds: new Map(present.map(({ name, id }) => [name, id])),
    leavingGroups: all.flatMap(({ Names, Labels }) => {
      const isOurs = Labels['citus-cluster.stack'] === plan.stack;
      const isNode = /^(coordinator|worker)$/.test(Labels['citus-cluster.role'] ?? '');
      const isPlanned = Names.some((path) => planned.has(path.replace(/^\//, '')));
      return isOurs && isNode && !isPlanned ? [Number(Labels['citus-cluster.group'])] : [];
    }),
    wasStarted: async (container) => {
      const { State } = await docker.getContainer(container).inspect();
      return State.Status !== 'created';
    },
    ask,
    switchOver: (primary, standby) => handOver(docker, plan, primary, standby),
  };
}

async function persistently<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
  const deadline = Date.now() + SILENCE_LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function statusOf(deployment: Deployment): Promise<StatusDocument | undefined> {
  try {
    const status = (await askManager(deployment)) as Partial<StatusDocument>;
    // Somebody else's answer, or another stack's on the same port, says nothing of this cluster.
    return status.stack === deployment.plan.stack && status.nodes !== undefined
      ? (status as StatusDocument)
      : undefined;
  } catch {
    return undefined;
  }
}
