import { randomUUID } from 'node:crypto';
import { basename, relative } from 'node:path';
import { UserError } from '../words/user-error';
import type { StackOutputs } from '../topology/stack-outputs';
import { chooseRate } from './capacity/choose-rate';
import { checkGeneratorHosts } from './generator/generator-hosts';
import { interleave } from './interleave';
import { loadScenario } from './generator/k6-script';
import { NO_JOURNAL, type Journal } from '../jobs/journal';
import type { LoadGenerator } from './generator/load-generator';
import type { BenchOptions } from './options/bench-options';
import { checkGenerator, prepareStack, type PreparedStack } from './prepare-stack';
import { renderTable } from './figures/results-table';
import { startResultFolder } from '../results/results-folder';
import type { RunResult } from './run';
import { findScenario } from './scenario/scenario-source';

/** What a benchmark gets from the rest of the project. */
export interface BenchParts {
  /** A deployed stack; throws UserError if it is not up. */
  readonly outputs: (stack: string) => Promise<StackOutputs>;
  /** The load generator; throws UserError if there is none. */
  readonly loadGenerator: () => Promise<LoadGenerator>;
  readonly toolVersion: string;
  /** Stops it; what was measured is kept. */
  readonly signal: AbortSignal;
  /** Takes lines for people, without a newline at the end. */
  readonly print: (text: string) => void;
  /** Takes what happens meanwhile. Default: nobody watches. */
  readonly journal?: Journal;
}

/** Every stack of a benchmark, ready to be measured. */
export interface PreparedBench {
  /** Name of the scenario. */
  readonly scenario: string;
  readonly stacks: readonly PreparedStack[];
}

/**
 * Looks at everything that can be wrong before any load.
 *
 * @throws UserError: unknown scenario or one that does not compile, results folder that can't be
 *   written to, stack that is not up, endpoint that does not answer, missing table, wrong statement
 */
export async function prepareBench(
  options: BenchOptions,
  parts: BenchParts,
): Promise<PreparedBench> {
  const source = findScenario(options.scenario, options.scenariosFolder);
  const scenario = await loadScenario(source);
  await (await startResultFolder(options.resultsFolder)).discard();
  const outputs = await Promise.all(options.stacks.map((stack) => parts.outputs(stack)));
  const k6 = await parts.loadGenerator();
  const { toolVersion, signal, journal = NO_JOURNAL } = parts;
  const shared = { scenario, source, k6, toolVersion, signal, journal };
  checkGenerator(shared);
  await checkGeneratorHosts(options.generators.hosts);
  const stacks: PreparedStack[] = [];
  for (const [index, stack] of options.stacks.entries()) {
    stacks.push(await prepareStack(options, stack, outputs[index] as StackOutputs, shared));
  }
  return { scenario: source.name, stacks };
}

/**
 * Runs a benchmark as often as asked for. Several stacks take turns.
 *
 * @returns the runs that were measured
 * @throws UserError before the run, as {@link prepareBench}, or if the load generator fails
 */
export async function bench(options: BenchOptions, parts: BenchParts): Promise<RunResult[]> {
  const { scenario, stacks } = await prepareBench(options, parts);
  const contenders = [];
  for (const stack of stacks) {
    const chosen = await chooseRate(options, scenario, stack, parts.print);
    if (chosen !== undefined) contenders.push({ stack, chosen, series: randomUUID() });
  }
  const results: RunResult[] = [];
  for (const { contender, index } of interleave(contenders, options.repeat)) {
    if (parts.signal.aborted) break;
    const { stack, chosen, series } = contender;
    const result = await stack.run(chosen, { id: series, index, of: options.repeat });
    if (result === undefined) break;
    results.push(result);
    if (stacks.length > 1) parts.print(`stack ${stack.stack}`);
    parts.print(renderTable(result.metrics));
    parts.print(`results: ${relative(process.cwd(), result.folder) || '.'}/report.html`);
    parts.journal?.write({ type: 'result', id: basename(result.folder) });
  }
  if (results.length === 0) throw new UserError('stopped before anything was measured');
  return results;
}
