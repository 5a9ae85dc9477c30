import type Docker from 'dockerode';
import { allContainers, type ClusterPlan } from '../../topology/plan';
import type { ContainerFrame } from './container-frame';
import { watchContainers } from './container-usage';
import type { NodeEvidence } from './node-evidence';
import { sampleRegularly } from './sampling';
import type { Warnings } from './warnings';

/** The collectors that work all through a load. */
export interface Sampler {
  /** By the container's name in the plan. */
  readonly frames: ReadonlyMap<string, readonly ContainerFrame[]>;
  /** Waits for the samples that are under way: they need their sessions. */
  stop(): Promise<void>;
}

/** Starts to look at every container and node once a second. */
export function startSampler(
  docker: Docker,
  plan: ClusterPlan,
  nodes: readonly NodeEvidence[],
  warnings: Warnings,
): Sampler {
  const usage = watchContainers(docker, allContainers(plan), warnings);
  const samplings = nodes.map((node) => sampleRegularly(() => node.sample()));
  return {
    frames: usage.frames,
    stop: async () => {
      usage.stop();
      await Promise.all(samplings.map((sampling) => sampling.stop()));
    },
  };
}
