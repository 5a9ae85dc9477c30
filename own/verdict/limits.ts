import { allNodes, type ClusterPlan } from '../../topology/plan';
import { formatBytes } from '../../words/bytes';
import type { Verdict, VerdictSide } from './verdict-file';

/** By how much limits may differ that count as equal, a share. */
const EQUAL = 0.05;

/** What the database nodes of a stack may use together. */
export function limitsOf(plan: ClusterPlan): VerdictSide['limits'] {
  const limits = allNodes(plan).map(({ resources }) => resources);
  const cpus = limits.map((one) => Number(one.cpus ?? NaN)).reduce((sum, n) => sum + n, 0);
  return {
    nodes: limits.length,
    cpus: Number.isNaN(cpus) ? null : Math.round(cpus * 100) / 100,
    memoryMiB: limits.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0),
  };
}

/**
 * What a comparison of two stacks may claim by their limits.
 *
 * @param cores of the machine that both stand on
 * @param bytes that each has: where they fit the memory of any node, more memory is no help
 */
export function compareLimits(
  baseline: ClusterPlan,
  other: ClusterPlan,
  cores: number,
  bytes: number,
): Pick<Verdict['comparisons'][number], 'kind' | 'because'> {
  const nodes = [...allNodes(baseline), ...allNodes(other)].map(({ resources }) => resources);
  const [ours, theirs] = [limitsOf(baseline), limitsOf(other)];
  const fits = nodes.every(({ memoryMiB }) => bytes <= memoryMiB * 2 ** 20);
  const isSameMemory = isEqual(ours.memoryMiB, theirs.memoryMiB);
  if (isEqual(ours.cpus, theirs.cpus) && (isSameMemory || fits)) {
    const memory = isSameMemory
      ? ` and ${memoryOf(theirs)}`
      : `; what they hold fits the memory of one node`;
    return { kind: 'equal limits', because: `both may use ${cpusOf(theirs, cores)}${memory}` };
  }
  const [first] = nodes;
  const isAlike = nodes.every(
    ({ cpus, memoryMiB }) => cpus === first?.cpus && memoryMiB === first?.memoryMiB,
  );
  const isThere = theirs.cpus !== null && theirs.cpus <= cores;
  if (isAlike && isThere) {
    return {
      kind: 'machines',
      because: `each of its ${theirs.nodes} nodes may use what each of "${baseline.stack}" may`,
    };
  }
  const both = [baseline, other].map(
    (plan) => `"${plan.stack}" ${cpusOf(limitsOf(plan), cores)} and ${memoryOf(limitsOf(plan))}`,
  );
  const missing = theirs.cpus !== null && !isThere ? `, and this machine has ${cores} cores` : '';
  return {
    kind: 'neither',
    because: `${both.join(', ')}${missing}: neither equal limits nor as many machines`,
  };
}

/** Share of the machine's cores for all database nodes of a stack; the rest is for what sends the load. */
const CORES_OF_NODES = 0.8;
/** Steps of a limit of CPUs, and the least one that a database works with. */
const CPU_STEP = 0.05;
const LEAST_CPUS = 0.1;

/**
 * How to measure what as many machines give: with limits by which each node of the largest stack is as one of the
 * baseline.
 *
 * @param cores of the machine that all stand on
 * @returns undefined where it has too few for that
 */
export function machineLimits(plans: readonly ClusterPlan[], cores: number): string | undefined {
  const nodes = Math.max(...plans.map((plan) => allNodes(plan).length));
  const cpus = CPU_STEP * Math.floor((CORES_OF_NODES * cores) / nodes / CPU_STEP + 1e-9);
  if (cpus < LEAST_CPUS) return undefined;
  const files = plans.map(({ stack }) => `"${stack}"`).join(' and ');
  return `what as many machines give was not measured: set resources.coordinator.cpus and resources.worker.cpus to ${Number(cpus.toFixed(2))} in the files of ${files}, with the same memoryMiB, run \`npm run up\` on each, and measure again`;
}

function isEqual(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one === other;
  return Math.abs(one - other) <= EQUAL * Math.max(one, other);
}

function cpusOf({ cpus }: VerdictSide['limits'], cores: number): string {
  return cpus === null ? `all ${cores} cores of this machine` : `${cpus} CPUs`;
}

function memoryOf({ memoryMiB }: VerdictSide['limits']): string {
  return formatBytes(memoryMiB * 2 ** 20);
}
