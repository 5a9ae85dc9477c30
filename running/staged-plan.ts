import type Docker from 'dockerode';
import type { ClusterConfig } from '../topology/config/cluster-config';
import { placementOf, planCluster, type ClusterPlan } from '../topology/plan';
import { nextStage } from '../topology/tls/tls-stage';
import { presentCluster } from './existing/present-cluster';

/**
 * The plan of the next deployment: with as much TLS as the cluster that is there can be brought to by one,
 * and its parts on the hosts where they are. Where no engine answers, as in a preview on another machine,
 * it is that of a new cluster.
 *
 * @param docker the cluster's engine, or its hosts' as one
 */
export async function stagedPlan(config: ClusterConfig, docker: Docker): Promise<ClusterPlan> {
  const present = await presentCluster(docker, planCluster(config)).catch(() => undefined);
  const former = present?.plan && placementOf(present.plan);
  return planCluster(config, nextStage(present?.stage, config.tls.mode), former);
}
