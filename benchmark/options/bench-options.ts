import type { Target } from '../../topology/target';
import type { Load } from '../../k6-scripts/lib/settings';
import type { GeneratorLayout } from '../generator/k6-processes';
import type { Threshold } from '../figures/threshold';

/** A pacing of virtual users: none, or the 1 to 5 s of thinking that a person takes. */
export type Profile = 'none' | 'seed';

/** What a user chose for a benchmark, complete and valid. */
export interface BenchOptions {
  readonly stack: string;
  /** Stacks that take turns, the same as `stack` where there is one. */
  readonly stacks: readonly string[];
  /** A scenario's name, or the path of its file. */
  readonly scenario: string;
  /** Folder that the name is looked up in; null for the project's own scenarios. */
  readonly scenariosFolder: string | null;
  readonly load: Load;
  /** Instead of `load`, an arrival rate as a share of the capacity, which `load` measures. */
  readonly capacityShare: CapacityShare | null;
  /** Look for the highest arrival rate that is held; null to measure what is asked for. */
  readonly capacitySearch: CapacitySearch | null;
  readonly durationS: number;
  readonly warmupS: number;
  readonly spawnRatePerS: number;
  /** Percent. */
  readonly readRatio: number;
  readonly profile: Profile;
  readonly to: Target;
  readonly statementTimeoutMs: number;
  readonly seed: number;
  readonly tag: string | null;
  readonly repeat: number;
  /** Conditions that fail the run. */
  readonly failIf: readonly Threshold[];
  /** Whether what the servers do is collected as well. */
  readonly evidence: boolean;
  readonly resultsFolder: string;
  readonly generators: GeneratorLayout;
  /** Address of the endpoints as other generators' hosts see it; null for that of the stack. */
  readonly serverAddress: string | null;
}

/** An arrival rate that is known when the capacity is. */
export interface CapacityShare {
  /** Of the statements a second that the closed model reaches. */
  readonly percent: number;
  /** Virtual users that serve the arrivals. */
  readonly vus: number;
}

/** What a held arrival rate is. */
export interface CapacitySearch {
  /** The 99th percentile of the latency stays under it. */
  readonly p99LimitMs: number;
  /** Virtual users that serve the arrivals. */
  readonly vus: number;
}

/** Pauses of each profile in seconds, least and most. */
export const THINK_TIME_S: Readonly<Record<Profile, readonly [number, number] | null>> = {
  none: null,
  seed: [1, 5],
};
