import type Docker from 'dockerode';
import { allContainers, type ClusterPlan } from '../../topology/plan';
import type { ContainerFrame } from './container-frame';
import { watchContainers } from './container-usage';
import type { NodeEvidence } from './node-evidence';
import { sampleEverySecond } from './sampling';
import type { Warnings } from './warnings';

/** The collectors that work all through a load. */
export interface Sampler {
  /** By the container's name in the plan. */
  readonly frames: ReadonlyMap<string, readonly ContainerFrame[]>;
  stop(): void;
}

/**
 * Starts to look at every container and node once a second.
 *
 * @param isOn whether the next look is taken; by default each is
 */
export function startSampler(
  docker: Docker,
  plan: ClusterPlan,
  nodes: readonly NodeEvidence[],
  warnings: Warnings,
  isOn: () => boolean = () => true,
): Sampler {
  const usage = watchContainers(docker, allContainers(plan), warnings, isOn);
  const samplings = nodes.map((node) =>
    sampleEverySecond(() => (isOn() ? node.sample() : Promise.resolve())),
  );
  return {
    frames: usage.frames,
    stop: () => {
      usage.stop();
      for (const sampling of samplings) void sampling.stop();
    },
  };
}
