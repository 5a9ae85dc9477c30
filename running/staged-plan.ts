import type Docker from 'dockerode';
import { UserError } from '../words/user-error';
import type { ClusterConfig } from '../topology/config/cluster-config';
import type { HostConfig } from '../topology/hosts/host-config';
import type { Placement } from '../topology/hosts/placement';
import { placementOf, type ClusterPlan } from '../topology/plan';
import { planCluster } from '../topology/plan-cluster';
import { nextStage } from '../topology/tls/tls-stage';
import { presentCluster } from './existing/present-cluster';
import { hostEngines } from './hosts/cluster-docker';
import { describeEngine } from './hosts/describe-engine';

/** How long an engine may take to say which it is, ms. */
const ANSWER_LIMIT_MS = 3000;

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
 * @throws UserError where backups are asked for in a cluster that is in clear
 */
export async function stagedPlan(config: ClusterConfig, docker: Docker): Promise<ClusterPlan> {
  const present = await presentCluster(docker, planCluster(config)).catch(() => undefined);
  const wanted = process.env[PLACEMENT_VARIABLE];
  const former = wanted
    ? (JSON.parse(wanted) as Placement)
    : present?.plan && placementOf(present.plan);
  const hosts = await identified(config.hosts, present?.plan?.hosts ?? []);
  const stage = nextStage(present?.stage, config.tls.mode);
  if (config.needsBackup && stage === 'off') throw inClear(config);
  return planCluster({ ...config, hosts }, stage, former);
}

/** A cluster that exists stays in clear where nobody asks for anything else. */
function inClear({ stack }: ClusterConfig): UserError {
  return new UserError(
    `config backup.enabled is true without tls.mode, and the cluster of stack "${stack}" is in clear`,
    'what is backed up is sent encrypted; set tls.mode "on"',
  );
}

/** The hosts with the ids of their engines, the former ones where an engine does not tell. */
async function identified(
  hosts: readonly HostConfig[],
  former: readonly HostConfig[],
): Promise<readonly HostConfig[]> {
  const engines = hostEngines(hosts);
  return Promise.all(
    hosts.map(async (host) => {
      const docker = engines.get(host.name);
      const info = docker && describeEngine(docker, ANSWER_LIMIT_MS);
      const known = former.find(({ name }) => name === host.name)?.engine;
      const engine = (await info?.catch(() => undefined))?.ID ?? known;
      return { ...host, ...(engine !== undefined && { engine }) };
    }),
  );
}
