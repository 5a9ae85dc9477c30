import { cpus, freemem, totalmem } from 'node:os';
import { version } from '../../package.json';
import { bringUp } from '../../stack/bring-up';
import { loadConfig } from '../../stack/load-config';
import { readStackOutputs } from '../../running/read-outputs';
import { listStacks } from '../../toolchain/pulumi/stack-files';
import { planCluster } from '../../topology/plan-cluster';
import { bench } from '../../benchmark/bench';
import { withStacks } from '../../jobs/claimed-stacks';
import { findLoadGenerator } from '../../benchmark/generator/load-generator';
import type { Side } from '../side';
import { compareEngines } from './compare-engines';
import { assertSameData, contendersOf } from './contender';
import { restOf, shortage, type Rest } from './idle-rule';
import { StackSwitch } from './stack-switch';
import { suiteOptions } from './suite-options';

/** What a user asks for. */
export interface SuiteRequest {
  /** Engines or stacks; the first is the baseline. */
  readonly engines: readonly string[];
  readonly scenarios: readonly string[];
  readonly rounds: number;
  /** Whether they read the stacks' data sets, and not tables of one's own. */
  readonly usesDataset: boolean;
  /** Options of `npm run bench` for all runs. */
  readonly args: readonly string[];
  readonly results: string;
  /** Leave idle stacks at work, whatever is short. */
  readonly keepRunning: boolean;
  readonly signal: AbortSignal;
  /** Takes lines for people. */
  readonly print: (text: string) => void;
}

/**
 * Stands engines up side by side and measures them in turns. What can be refused is refused first.
 *
 * @throws UserError: unknown engine or scenario, different data, a stack that does not come up;
 *   StackInUse if one of them has a run
 */
export async function runSuite(request: SuiteRequest): Promise<Side[]> {
  const { scenarios, usesDataset, rounds, args, results, keepRunning, signal, print } = request;
  const contenders = contendersOf(request.engines, listStacks());
  const plans = contenders.map(({ stack }) => planCluster(loadConfig(stack)));
  if (usesDataset) assertSameData(plans);
  const tag = `engines-${new Date().toISOString().slice(0, 16).replace(/[-:]/g, '')}`;
  const options = (stack: string, scenario: string, runTag: string) =>
    suiteOptions(args, { stack, scenario, tag: runTag, results });
  for (const scenario of scenarios) await options(plans[0]?.stack ?? '', scenario, tag);

  const machine = { cores: cpus().length, memoryMiB: totalmem() / 2 ** 20 };
  const short = keepRunning ? null : shortage(plans, machine);
  if (short !== null) print(`idle stacks rest while another is measured: ${short}`);
  const how = (): Rest => restOf(plans, freemem() / 2 ** 20);
  print(`all runs have the tag ${tag}-ENGINE`);
  const stacks = contenders.map(({ stack }) => stack);
  return withStacks(stacks, 'compare --engines', () =>
    compareEngines(
      { contenders, rounds, scenarios, usesDataset, options, tag },
      {
        outputs: readStackOutputs,
        bringUp: async (stack) => (await bringUp(stack)).outputs,
        measure: (run, outputs) =>
          bench(run, {
            outputs: () => Promise.resolve(outputs),
            loadGenerator: findLoadGenerator,
            toolVersion: version,
            signal,
            print: () => undefined,
          }),
        idle: short === null ? null : new StackSwitch(how, signal),
        ...{ signal, print },
      },
    ),
  );
}
