import { plainCommand } from '../../cli/command';
import { UserError } from '../../words/user-error';
import { loadScenario } from '../../benchmark/generator/k6-script';
import type { BenchOptions } from '../../benchmark/options/bench-options';
import { benchOptions } from '../../benchmark/options/choose-options';
import { addBenchOptions } from '../../benchmark/options/declare-options';
import { findScenario } from '../../benchmark/scenario/scenario-source';

/**
 * Containers that have just been started read their rows from disk first, so the warm-up is longer
 * than that of a single benchmark.
 */
const WARMUP = '15s';

/** Decided by the comparison itself. */
const NOT_YOURS = ['--stack', '--stacks', '--repeat', '--tag', '--results', '--find-capacity'];

/**
 * The options of one run of the suite.
 *
 * @param args options of `npm run bench` that hold for all runs
 * @param run what is particular to this one
 * @param by what the user asked for, as errors call it
 * @throws CommanderError for wrong usage; UserError for an option that the comparison sets itself
 */
export async function suiteOptions(
  args: readonly string[],
  run: {
    readonly stack: string;
    readonly scenario: string;
    readonly tag: string;
    readonly results: string;
  },
  by = '--engines',
): Promise<BenchOptions> {
  const { stack, scenario, tag, results } = run;
  const refused = NOT_YOURS.find((name) =>
    args.some((arg) => arg === name || arg.startsWith(`${name}=`)),
  );
  if (refused !== undefined) {
    throw new UserError(`${refused} does not go with ${by}`, 'it sets that itself');
  }
  const command = addBenchOptions(plainCommand(`${by} … --`, '').option('--stack <name>'));
  command.parse(
    ['--stack', stack, '--tag', tag, '--results', results, '--warmup', WARMUP, ...args],
    { from: 'user' },
  );
  const { scenarios } = command.opts<{ scenarios?: string }>();
  const declaration = await loadScenario(findScenario(scenario, scenarios));
  return benchOptions(command, scenario, declaration.defaults);
}
