import { networkInterfaces } from 'node:os';
import type { ClusterPlan } from '../../topology/plan';
import type { OtherManager } from '../acting/other-managers';

/** Who has the floating address. */
export interface FloatingAddressStatus {
  readonly address: string;
  /** Names of the hosts that have it, as far as their managers answer: one, while all is well. */
  readonly holders: readonly string[];
}

/** Whether this host has an address: a manager on several hosts shares its host's network. */
export function isHeldHere(address: string): boolean {
  return Object.values(networkInterfaces()).some((own) =>
    own?.some((one) => one.address === address),
  );
}

/**
 * Who has a cluster's floating address, as its managers tell; undefined without one.
 *
 * @param seen the manager that tells, whether its host has it, and what the others say
 */
export function floatingAddressStatus(
  plan: ClusterPlan,
  seen: { manager: string; holdsAddress?: boolean | undefined; others: readonly OtherManager[] },
): FloatingAddressStatus | undefined {
  if (plan.floatingAddress === undefined) return undefined;
  const holding = new Set([
    ...(seen.holdsAddress === true ? [seen.manager] : []),
    ...seen.others.flatMap(({ manager, findings }) =>
      findings?.holdsAddress === true ? manager.name : [],
    ),
  ]);
  const managers = plan.ingress?.map((way) => way.manager) ?? [];
  const holders = managers.flatMap(({ name, host }) =>
    host !== undefined && holding.has(name) ? host : [],
  );
  return { address: plan.floatingAddress.address, holders };
}

/** Why clients may not get in by the address: nobody has it, which takes all managers to know, or several. */
export function holderReasons(
  status: FloatingAddressStatus | undefined,
  others: readonly OtherManager[],
): string[] {
  if (status === undefined) return [];
  const { address, holders } = status;
  if (holders.length > 1)
    return [`${holders.join(' and ')} both have the floating address ${address}`];
  const areAllTold = others.every(({ findings }) => findings?.holdsAddress !== undefined);
  return holders.length === 0 && areAllTold ? [`no host has the floating address ${address}`] : [];
}
