import type Docker from 'dockerode';
import { UserError } from '../words/user-error';
import type { ClusterPlan } from '../topology/plan';

/**
 * Refuses a first deployment where the engine has no range of addresses left for another network: it
 * makes one for a moment, as nothing else tells.
 *
 * @throws UserError with what frees a range
 */
export async function checkAddressPool({ network }: ClusterPlan, docker: Docker): Promise<void> {
  const networks = await docker.listNetworks();
  if (networks.some(({ Name }) => Name === network)) return;
  try {
    const probe = await docker.createNetwork({ Name: `${network}-probe` });
    await probe.remove();
  } catch (error) {
    throw exhausted(error, networks.length) ?? error;
  }
}

/** What the engine says where its ranges are taken, for people; undefined for anything else. */
export function exhausted(error: unknown, networks: number): UserError | undefined {
  if (!/non-overlapping IPv4 address pool|all predefined address pools/.test(String(error))) {
    return undefined;
  }
  return new UserError(
    `the Docker engine has no range of addresses for another network beside its ${networks}`,
    '`docker network prune` removes those that no container uses; `default-address-pools` in the ' +
      "engine's daemon.json gives it more",
  );
}
