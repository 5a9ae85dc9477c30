import type { BenchParts } from '../../benchmark/bench';
import { findLoadGenerator } from '../../benchmark/generator/load-generator';
import type { BenchOptions } from '../../benchmark/options/bench-options';
import { benchOptions } from '../../benchmark/options/choose-options';
import { addBenchOptions } from '../../benchmark/options/declare-options';
import { stackCommand } from '../../cli/command';
import type { PostgisServer } from './postgis-server';

/** What `npm run bench` makes of its command line. */
export function parseBench(scenario: string, args: readonly string[]): BenchOptions {
  const command = addBenchOptions(stackCommand('bench', 'test'));
  command.action(() => undefined).parse([...args], { from: 'user' });
  return benchOptions(command, scenario);
}

/** What a benchmark of a server gets from the rest of the project; it prints nothing. */
export function benchParts(
  { outputs }: PostgisServer,
  change: Partial<BenchParts> = {},
): BenchParts {
  return {
    outputs: () => Promise.resolve(outputs),
    loadGenerator: findLoadGenerator,
    toolVersion: '0.0.0',
    signal: new AbortController().signal,
    print: () => undefined,
    ...change,
  };
}
