import type Docker from 'dockerode';
import type { StackOutputs } from '../../topology/stack-outputs';
import type { HostTools } from './host-tools';
import type { StackContainers } from './stack-containers';

/** A fault that has happened. */
export interface Injection {
  /** When it began, ms since the epoch. */
  readonly at: number;
  /** When it was done; a clean shutdown takes a while. */
  readonly doneAt: number;
  /** What was hit, e.g. `worker-1-a`. */
  readonly hit: readonly string[];
  /** Nodes that were primaries and can't be any more until they are healed. */
  readonly gone: readonly string[];
  /** Names of the groups whose only standby, or primary beside it, is out of reach until then. */
  readonly bereft: readonly string[];
  /** Makes whole what was broken; undefined where it heals by itself. */
  readonly heal: (() => Promise<void>) | undefined;
}

/** What faults act on. */
export interface InjectionParts {
  readonly outputs: StackOutputs;
  readonly docker: Docker;
  readonly containers: StackContainers;
  readonly hostTools: HostTools;
}
