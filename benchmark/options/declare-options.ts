import { Option, type Command } from 'commander';
import { wholeNumber } from '../../cli/command';
import { milliseconds, seconds } from '../../words/duration';
import { TARGETS, type Target } from '../../topology/target';
import { THIS_MACHINE } from '../generator/k6-processes';
import type { Threshold } from '../figures/threshold';
import type { Profile } from './bench-options';
import { addThreshold, list, positive, rate, tag, type Rate } from './option-values';

/** Virtual users that serve an arrival rate where `--vus` does not say. */
export const OPEN_MODEL_VUS = 64;

/** Virtual users of the closed model where `--vus` does not say. */
export const CLOSED_MODEL_VUS = 8;

/** The values as commander leaves them. */
export interface RawOptions {
  readonly stack: string;
  readonly vus?: number;
  readonly rate?: Rate;
  readonly duration: number;
  readonly warmup: number;
  readonly spawnRate: number;
  readonly readRatio?: number;
  readonly writeRatio?: number;
  readonly profile: Profile;
  readonly to: Target;
  readonly statementTimeout: number;
  readonly seed: number;
  readonly tag?: string;
  readonly repeat: number;
  readonly failIf: readonly Threshold[];
  readonly evidence: boolean;
  readonly results: string;
  readonly stacks?: readonly string[];
  readonly scenarios?: string;
  readonly findCapacity?: true;
  readonly p99Limit: number;
  readonly segments: number;
  readonly generators: readonly string[];
  readonly serverAddress?: string;
}

/** Adds the benchmark's options to a command; those with an environment variable name it. */
export function addBenchOptions(command: Command): Command {
  const percent = wholeNumber(0, 100);
  return command
    .addOption(
      new Option(
        '--vus <n>',
        `virtual users (default: ${CLOSED_MODEL_VUS}; ${OPEN_MODEL_VUS} with --rate)`,
      )
        .env('USERS')
        .argParser(wholeNumber(1, 10_000)),
    )
    .addOption(
      new Option(
        '--rate <n>',
        'statements a second at a fixed rate, instead of as many as answered; 70% is of the capacity',
      ).argParser(rate),
    )
    .addOption(
      new Option('--duration <time>', 'time that is measured')
        .env('RUN_TIME')
        .default(30, '30s')
        .argParser(seconds(1)),
    )
    .addOption(
      new Option('--warmup <time>', 'time before it that is not')
        .default(5, '5s')
        .argParser(seconds(0)),
    )
    .addOption(
      new Option('--spawn-rate <n>', 'virtual users that start a second; the warm-up is as long')
        .env('SPAWN_RATE')
        .default(0, 'all at once')
        .argParser(positive),
    )
    .addOption(
      new Option('--read-ratio <percent>', 'share of reads where a scenario mixes (default: 80)')
        .env('READ_RATIO')
        .argParser(percent),
    )
    .addOption(
      new Option('--write-ratio <percent>', 'share of writes; the rest are reads')
        .env('WRITE_RATIO')
        .argParser(percent),
    )
    .addOption(
      new Option('--profile <name>', 'think time: none, or 1 to 5 s (seed)')
        .choices(['none', 'seed'])
        .default('none'),
    )
    .addOption(
      new Option('--to <endpoint>', 'where reads go; writes as well, but for read to write')
        .choices(TARGETS)
        .default('write'),
    )
    .addOption(
      new Option('--statement-timeout <time>', 'a statement that takes longer is an error')
        .default(60, '60s')
        .argParser(seconds(1)),
    )
    .addOption(
      new Option('--seed <n>', 'seed of the random parameters')
        .default(1)
        .argParser(wholeNumber(0, 2 ** 31 - 1)),
    )
    .addOption(new Option('--tag <text>', 'a word to find the run by').argParser(tag))
    .addOption(
      new Option('--repeat <n>', 'runs, one after the other')
        .default(1)
        .argParser(wholeNumber(1, 1000)),
    )
    .addOption(
      new Option(
        '--fail-if <condition>',
        "exit with 1 if a run meets it, e.g. 'p99>50ms', 'write.p95>20ms' or 'errors>0' (repeatable)",
      )
        .default([], 'none')
        .argParser(addThreshold),
    )
    .option('--no-evidence', 'measure the load alone, without plans and usage of the servers')
    .option(
      '--find-capacity',
      'look for the highest rate with p99 under the limit and nothing dropped, in runs of 10 s',
    )
    .addOption(
      new Option('--p99-limit <time>', 'that limit, e.g. 50ms')
        .default(50, '50ms')
        .argParser(milliseconds),
    )
    .addOption(
      new Option('--stacks <names>', 'stacks that take turns, e.g. dev,native').argParser(list),
    )
    .addOption(new Option('--scenarios <folder>', 'where the scenario is, if it is your own'))
    .addOption(
      new Option('--segments <n>', 'processes that make the load, on each generator')
        .default(1)
        .argParser(wholeNumber(1, 64)),
    )
    .addOption(
      new Option(
        '--generators <hosts>',
        `hosts that make the load, by ssh; ${THIS_MACHINE} is here`,
      )
        .default([THIS_MACHINE], THIS_MACHINE)
        .argParser(list),
    )
    .addOption(new Option('--server-address <host>', "the stack's address as those hosts see it"))
    .addOption(new Option('--results <folder>', 'where results go').default('benchmark_results'))
    .option('--json', 'print the results as one JSON document');
}
