import { UserError } from '../words/user-error';
import { loadedRegionCodes } from '../dataset/loaded-regions';
import { TABLE } from '../dataset/table';
import type { Operation, RowKey } from '../k6-scripts/lib/operation';
import type { Scenario } from '../k6-scripts/lib/scenario';
import type { StackOutputs } from '../topology/stack-outputs';
import { addressText } from '../topology/endpoints';
import { sessionTarget, targetUri, type Target } from '../topology/target';
import { checkStatements } from './scenario/check-statements';
import { checkDatabase, type DatabaseFacts } from '../results/database';
import { describeEnvironment } from '../results/environment';
import { checkServerAddress } from './generator/server-address';
import { findExistingKeys } from './scenario/existing-keys';
import type { LoadGenerator } from './generator/load-generator';
import type { Journal } from '../jobs/journal';
import type { Environment } from '../results/metrics';
import type { BenchOptions } from './options/bench-options';
import { runBenchmark, type RunResult } from './run';
import type { SeriesPlace } from './run-context';
import type { ScenarioSource } from './scenario/scenario-source';
import { readTableLayout, type TableLayout } from '../results/table-layout';

/** A stack that a scenario can be run on. */
export interface PreparedStack {
  readonly stack: string;
  readonly environment: Environment;
  /** Runs once; undefined if it was stopped before anything was measured. */
  run(options: BenchOptions, series: SeriesPlace): Promise<RunResult | undefined>;
}

/** What all stacks of a benchmark share. */
export interface StackParts {
  readonly scenario: Scenario;
  readonly source: ScenarioSource;
  readonly k6: LoadGenerator;
  readonly toolVersion: string;
  readonly signal: AbortSignal;
  readonly journal: Journal;
}

/**
 * Makes sure that a stack has what the scenario needs, and finds the rows that it draws from.
 *
 * @throws UserError if an endpoint does not answer, a table is missing or empty, a statement is
 *   wrong, or generators could not verify the servers
 */
export async function prepareStack(
  options: BenchOptions,
  stack: string,
  outputs: StackOutputs,
  parts: StackParts,
): Promise<PreparedStack> {
  checkServerAddress(outputs.plan, options.serverAddress);
  const { facts, regions, keys, layout } = await examine(options, outputs, parts.scenario);
  const environment = {
    ...(await describeEnvironment(outputs.plan, facts, layout)),
    regions: regions.length,
  };
  return {
    stack,
    environment,
    run: (chosen, series) =>
      runBenchmark({ ...chosen, stack }, { ...parts, outputs, environment, regions, keys, series }),
  };
}

/** The operations that the scenario can draw. */
export function drawnOperations(scenario: Scenario, options: { readRatio: number }): Operation[] {
  return scenario.mix(options).flatMap(({ operation, weight }) => (weight > 0 ? [operation] : []));
}

/** Asks each endpoint that the run will use; the one for writes says what it is. */
async function examine(
  options: BenchOptions,
  outputs: StackOutputs,
  scenario: Scenario,
): Promise<{
  facts: DatabaseFacts;
  regions: readonly string[];
  keys: readonly RowKey[];
  layout: TableLayout | undefined;
}> {
  const { endpoints, plan } = outputs;
  const at = (to: Target): string =>
    `${to} (${addressText(endpoints[to === 'any' ? 'anyNode' : to])})`;
  const tables = scenario.tables ?? [TABLE];
  const operations = drawnOperations(scenario, options);
  const { to } = options;
  const session = sessionTarget(to);
  if (to !== session) await checkDatabase(at(to), targetUri(outputs, to), tables);
  let regions: readonly string[] = [];
  // Only the coordinator knows what was loaded.
  await checkDatabase(at('write'), targetUri(outputs, 'write'), [], async (client) => {
    regions = await loadedRegionCodes(client, plan.dataset.regions);
  });
  let keys: readonly RowKey[] = [];
  let layout: TableLayout | undefined;
  const facts = await checkDatabase(
    at(session),
    targetUri(outputs, session),
    tables,
    async (client) => {
      await checkStatements(client, operations);
      layout = await readTableLayout(client, plan);
      if (operations.some(({ usesKeys }) => usesKeys)) {
        keys = await findExistingKeys(client, regions, options.seed);
      }
    },
  );
  return { facts, regions, keys, layout };
}

/**
 * Makes sure that the load generator can send the scenario's statements.
 *
 * @throws UserError if they take the project's own k6 and this is another
 */
export function checkGenerator({ scenario, source, k6 }: StackParts): void {
  if (scenario.ownK6Only === true && k6.driver !== 'pgx') {
    throw new UserError(
      `scenario "${source.name}" needs the project's own k6, not the one on PATH`,
      '`npm run setup` builds it where Go is installed (https://go.dev/doc/install)',
    );
  }
}
