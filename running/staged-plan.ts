import type Docker from 'dockerode';
import type { ClusterConfig } from '../topology/config/cluster-config';
import { planCluster, type ClusterPlan } from '../topology/plan';
import { nextStage } from '../topology/tls/tls-stage';
import { presentStage } from './existing/present-stage';

/**
 * The plan of the next deployment: with as much TLS as the cluster that is there can be brought to by one.
 * Where no engine answers, as in a preview on another machine, it is that of a new cluster.
 */
export async function stagedPlan(config: ClusterConfig, docker: Docker): Promise<ClusterPlan> {
  const present = await presentStage(docker, planCluster(config)).catch(() => undefined);
  return planCluster(config, nextStage(present, config.tls.mode));
}
