import type { FaultName, TargetKind } from '../../chaos/faults/fault';
import type { BenchRequest } from './jobs';

/** A scenario that can be run. */
export interface ScenarioChoice {
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** Whether the ratio of reads changes its mix. */
  readonly usesReadRatio: boolean;
  /** What it wants where the user does not say otherwise. */
  readonly defaults: {
    readonly to: 'write' | 'read' | 'any' | 'pooled';
    readonly profile: 'none' | 'seed';
    readonly durationS: number;
  };
  /** Names of its operations, at the usual ratio of reads. */
  readonly operations: readonly string[];
}

/** A form filled in. */
export interface Preset {
  readonly name: string;
  /** E.g. `Seed profile: people who think`. */
  readonly title: string;
  readonly request: Omit<BenchRequest, 'kind' | 'stack'>;
}

/** `GET /api/scenarios` */
export interface ScenarioList {
  readonly presets: readonly Preset[];
  readonly scenarios: readonly ScenarioChoice[];
}

/** Something that a fault can hit. */
export interface TargetChoice {
  /** As a request names it. */
  readonly name: string;
  readonly kind: TargetKind;
  /** What will happen, a sentence each, for the confirmation. */
  readonly willHappen: readonly string[];
  /** What would be lost, where the stack is not redundant for it: takes `force`. Else null. */
  readonly loses: string | null;
}

/** A fault that a stack can take. */
export interface FaultChoice {
  readonly name: FaultName;
  /** One line. */
  readonly describes: string;
  /** Whether it lasts for `holdS` and is then healed. */
  readonly held: boolean;
  /** The default first; never empty. */
  readonly targets: readonly TargetChoice[];
}

/** `GET /api/stacks/:stack/faults`: in the order of `npm run chaos -- --help`. */
export interface FaultList {
  readonly stack: string;
  readonly faults: readonly FaultChoice[];
}
