import type Docker from 'dockerode';
import type { ClusterConfig } from '../topology/config/cluster-config';
import type { Placement } from '../topology/hosts/placement';
import { placementOf, planCluster, type ClusterPlan } from '../topology/plan';
import { nextStage } from '../topology/tls/tls-stage';
import { presentCluster } from './existing/present-cluster';

/** By which a command tells the program of a deployment where parts are to stand, as JSON. */
export const PLACEMENT_VARIABLE = 'CITUS_CLUSTER_PLACEMENT';

/**
 * The plan of the next deployment: with as much TLS as the cluster that is there can be brought to by one,
 * and its parts on the hosts where they are. Where no engine answers, as in a preview on another machine,
 * it is that of a new cluster.
 *
 * Where the environment has {@link PLACEMENT_VARIABLE}, that says where things are to stand.
 *
 * @param docker the cluster's engine, or its hosts' as one
 */
export async function stagedPlan(config: ClusterConfig, docker: Docker): Promise<ClusterPlan> {
  const present = await presentCluster(docker, planCluster(config)).catch(() => undefined);
  const wanted = process.env[PLACEMENT_VARIABLE];
  const former = wanted
    ? (JSON.parse(wanted) as Placement)
    : present?.plan && placementOf(present.plan);
  return planCluster(config, nextStage(present?.stage, config.tls.mode), former);
}
