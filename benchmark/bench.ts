import { randomUUID } from 'node:crypto';
import { relative } from 'node:path';
import { UserError } from '../cli/user-error';
import type { StackOutputs } from '../stack/stack-outputs';
import type { Endpoint } from '../topology/endpoints';
import { checkDatabase } from './database';
import { describeEnvironment } from './environment';
import { loadScenario } from './k6-script';
import type { BenchOptions } from './options';
import { renderTable } from './results-table';
import { startResultFolder } from './results-folder';
import type { LoadGenerator } from './load-generator';
import { runBenchmark, type RunResult } from './run';

/** What a benchmark gets from the rest of the project. */
export interface BenchParts {
  /** The deployed stack; throws UserError if it is not up. */
  readonly outputs: () => Promise<StackOutputs>;
  /** The load generator; throws UserError if there is none. */
  readonly loadGenerator: () => Promise<LoadGenerator>;
  readonly toolVersion: string;
  /** Stops it; what was measured is kept. */
  readonly signal: AbortSignal;
  /** Takes lines for people, without a newline at the end. */
  readonly print: (text: string) => void;
}

/**
 * Runs a benchmark as often as asked for. Everything that can be wrong is looked at before any load.
 *
 * @returns the runs that were measured
 * @throws UserError before the run: unknown scenario, results folder that can't be written to,
 *   stack that is not up, endpoint that does not answer, missing table
 */
export async function bench(options: BenchOptions, parts: BenchParts): Promise<RunResult[]> {
  const scenario = await loadScenario(options.scenario);
  await (await startResultFolder(options.resultsFolder)).discard();
  const outputs = await parts.outputs();
  const database = await checkEndpoints(options, outputs);
  const k6 = await parts.loadGenerator();
  const environment = await describeEnvironment(outputs.plan, database);
  const seriesId = randomUUID();
  const results: RunResult[] = [];
  for (let index = 0; index < options.repeat && !parts.signal.aborted; index += 1) {
    const result = await runBenchmark(options, {
      ...{ outputs, k6, scenario, environment },
      toolVersion: parts.toolVersion,
      series: { id: seriesId, index, of: options.repeat },
      signal: parts.signal,
    });
    if (result === undefined) break;
    results.push(result);
    parts.print(renderTable(result.metrics));
    parts.print(`results: ${relative(process.cwd(), result.folder) || '.'}/report.html`);
  }
  if (results.length === 0) throw new UserError('stopped before anything was measured');
  return results;
}

/** Asks each endpoint that the run will use. @returns what the one for writes says */
async function checkEndpoints({ to }: BenchOptions, { endpoints, connections }: StackOutputs) {
  const at = (name: string, { host, port }: Endpoint): string => `${name} (${host}:${port})`;
  if (to === 'any') return checkDatabase(at('any', endpoints.anyNode), connections.anyNode);
  if (to === 'read') await checkDatabase(at('read', endpoints.read), connections.read);
  return checkDatabase(at('write', endpoints.write), connections.write);
}
