import type { RowKey } from '../k6-scripts/lib/operation';
import type { Scenario } from '../k6-scripts/lib/scenario';
import type { StackOutputs } from '../topology/stack-outputs';
import type { Journal } from '../jobs/journal';
import type { LoadGenerator } from './generator/load-generator';
import type { Environment } from '../results/metrics';
import type { ScenarioSource } from './scenario/scenario-source';

/** Where a run stands in its series. */
export interface SeriesPlace {
  readonly id: string;
  /** From 0. */
  readonly index: number;
  /** Number of runs. */
  readonly of: number;
}

/** What a run needs besides the user's options. */
export interface RunContext {
  readonly outputs: StackOutputs;
  readonly k6: LoadGenerator;
  readonly scenario: Scenario;
  readonly source: ScenarioSource;
  /** The region codes of the table. */
  readonly regions: readonly string[];
  /** Rows that are there, where the scenario asks for some. */
  readonly keys: readonly RowKey[];
  readonly environment: Environment;
  readonly toolVersion: string;
  readonly series: SeriesPlace;
  /** Stops the run; what was measured is kept. */
  readonly signal: AbortSignal;
  /** Takes what happens meanwhile. */
  readonly journal: Journal;
}
