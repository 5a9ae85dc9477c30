import type Docker from 'dockerode';
import { stateFile } from '../../toolchain/pulumi/stack-state';
import type { ClusterPlan } from '../../topology/plan';
import { readLocalState } from '../local-state';
import { managerPlan } from './manager-plan';

/**
 * The plan that a cluster was made by: as its manager works by it, else as its state has it. Which authorities
 * are trusted stands in the state alone.
 *
 * @param plan names the containers; any stage of TLS does
 * @returns undefined where neither has one
 */
export async function formerPlan(
  docker: Docker,
  plan: ClusterPlan,
): Promise<ClusterPlan | undefined> {
  const file = stateFile(plan.stack, process.env['PULUMI_BACKEND_URL']);
  const recorded = readLocalState(file)?.plan;
  const known = await knownPlan(docker, plan);
  if (known?.tls === undefined) return known ?? recorded;
  const authorities = recorded?.tls?.authorities ?? plan.tls?.authorities ?? [];
  return { ...known, tls: { ...known.tls, authorities } };
}

/** As a manager has it, on whichever host it stands. */
async function knownPlan(docker: Docker, plan: ClusterPlan): Promise<ClusterPlan | undefined> {
  const { hosts = [], network, manager } = plan;
  const names = hosts.map(({ name }) => `${network}-manager-${name}`);
  for (const name of hosts.length === 0 ? [manager.container] : names) {
    const known = await managerPlan(docker, name);
    if (known !== undefined) return known;
  }
  return undefined;
}
