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

/** What is short where all stacks work, and how those rest that are not measured. */
export interface Shortage {
  readonly reason: string;
  readonly rest: Rest;
}

/**
 * Whether stacks have to rest while another is measured, and why; null where there is room for all: four
 * cores each, and memory for every container's limit.
 */
export function shortage(plans: readonly ClusterPlan[], machine: Machine): Shortage | null {
  const memory = plans
    .flatMap(allContainers)
    .reduce((sum, { resources }) => sum + resources.memoryMiB, 0);
  if (memory > MEMORY_SHARE * machine.memoryMiB) {
    const reason = `their containers may take ${memory} MiB of ${Math.floor(machine.memoryMiB)}`;
    return { reason, rest: 'stop' };
  }
  const cores = CORES_A_STACK * plans.length;
  if (machine.cores >= cores) return null;
  const reason = `${plans.length} stacks side by side want ${cores} cores, and there are ${machine.cores}`;
  return { reason, rest: 'freeze' };
}
