import { allContainers, type ClusterPlan } from '../../topology/plan';

/** The machine that the containers share. */
export interface Machine {
  readonly cores: number;
  readonly memoryMiB: number;
}

/** Cores that an idle cluster's etcd, Patroni and managers should not compete for. */
const CORES_A_STACK = 4;

/** Share of the memory that containers may be promised. */
const MEMORY_SHARE = 0.8;

/** How a stack rests: frozen, it keeps its memory and is at work again within seconds. */
export type Rest = 'freeze' | 'stop';

/**
 * Why stacks have to rest while another is measured; null where there is room for all: four cores each, and
 * memory for every container's limit.
 */
export function shortage(plans: readonly ClusterPlan[], machine: Machine): string | null {
  const memory = plans.reduce((sum, plan) => sum + limitMiB(plan), 0);
  if (memory > MEMORY_SHARE * machine.memoryMiB) {
    return `their containers may take ${memory} MiB of ${Math.floor(machine.memoryMiB)}`;
  }
  const cores = CORES_A_STACK * plans.length;
  if (machine.cores >= cores) return null;
  return `${plans.length} stacks side by side want ${cores} cores, and there are ${machine.cores}`;
}

/**
 * How stacks rest: frozen where whichever works may take all of its limit beside what the others keep, which
 * grows no more.
 *
 * @param availableMiB memory that is free, or would be for the asking, while they are at work or frozen
 */
export function restOf(plans: readonly ClusterPlan[], availableMiB: number): Rest {
  const most = Math.max(...plans.map(limitMiB));
  return most <= MEMORY_SHARE * availableMiB ? 'freeze' : 'stop';
}

/** What the containers of a stack may take together. */
function limitMiB(plan: ClusterPlan): number {
  return allContainers(plan).reduce((sum, { resources }) => sum + resources.memoryMiB, 0);
}
