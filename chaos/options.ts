import { Option, type Command } from 'commander';
import { wholeNumber } from '../cli/command';
import { seconds } from '../words/duration';
import { FAULT_NAMES, FAULTS } from './faults/fault';
import { HOST_COMMAND_VARIABLE } from './faults/host-tools';
import { MANY_FAULTS } from './steps';

/** What a user chose, complete and valid. */
export interface ChaosOptions {
  readonly stack: string;
  /** Faults, `all`, or `random` alone. */
  readonly faults: readonly string[];
  readonly targets: readonly string[];
  readonly rounds: number;
  readonly holdMs: number;
  /** Writes a second to each worker group. */
  readonly rate: number;
  readonly timeoutMs: number;
  readonly minutes: number;
  readonly seed: number;
  readonly force: boolean;
  /** The program that breaks hosts, as a shell understands it; undefined where their engines do. */
  readonly hostCommand: string | undefined;
  readonly resultsFolder: string;
}

interface RawOptions {
  readonly stack: string;
  readonly target?: string[];
  readonly rounds: number;
  readonly hold: number;
  readonly rate: number;
  readonly timeout: number;
  readonly minutes: number;
  readonly seed: number;
  readonly force?: true;
  readonly hostCommand?: string;
  readonly results: string;
}

/** Adds the arguments and options of the command. */
export function addChaosOptions(command: Command): Command {
  const list = FAULT_NAMES.map((name) => `  ${name.padEnd(24)}${FAULTS[name].describes}`);
  return command
    .argument('<fault...>', `one or more of ${[...FAULT_NAMES, ...MANY_FAULTS].join(', ')}`)
    .option(
      '--target <name...>',
      'group (its primary), node, etcd member, load-balancer, pooler, manager, host (default: the coordinator, or what the fault is for)',
    )
    .addOption(
      new Option('--rounds <n>', 'times that each fault is repeated')
        .default(1)
        .argParser(wholeNumber(1, 1000)),
    )
    .addOption(
      new Option('--hold <time>', 'how long a fault lasts before it is healed')
        .default(10, '10s')
        .argParser(seconds(1)),
    )
    .addOption(
      new Option('--rate <n>', 'writes a second to each worker group')
        .default(10)
        .argParser(wholeNumber(1, 1000)),
    )
    .addOption(
      new Option('--timeout <time>', 'how long a client waits for an answer')
        .default(2, '2s')
        .argParser(seconds(1)),
    )
    .addOption(
      new Option('--minutes <n>', 'how long `random` goes on')
        .default(10)
        .argParser(wholeNumber(1, 10_000)),
    )
    .addOption(
      new Option('--seed <n>', 'seed of `random`')
        .default(1)
        .argParser(wholeNumber(0, 2 ** 31 - 1)),
    )
    .addOption(
      new Option(
        '--host-command <command>',
        'the program that breaks hosts: called as `<command> kill|start|pause|resume|partition|heal|slow|fast HOST [options]`',
      ).env(HOST_COMMAND_VARIABLE),
    )
    .addOption(new Option('--results <folder>', 'where results go').default('benchmark_results'))
    .option('--force', 'break what the stack is not redundant for, too')
    .option('--json', 'print the result as one JSON document')
    .addHelpText(
      'after',
      `\nFaults:\n${list.join('\n')}\n  ${'all'.padEnd(24)}each of them, on the coordinator and on a worker\n  ${'random'.padEnd(24)}one after the other at random, for --minutes, by --seed\n`,
    );
}

/** The options of a parsed command. */
export function chaosOptions(command: Command, faults: readonly string[]): ChaosOptions {
  const raw = command.opts<RawOptions>();
  if (faults.includes('random') && faults.length > 1) {
    command.error('error: random draws its faults itself, so it stands alone');
  }
  return {
    stack: raw.stack,
    faults,
    targets: raw.target ?? [],
    rounds: raw.rounds,
    holdMs: raw.hold * 1000,
    rate: raw.rate,
    timeoutMs: raw.timeout * 1000,
    minutes: raw.minutes,
    seed: raw.seed,
    force: raw.force === true,
    hostCommand: raw.hostCommand,
    resultsFolder: raw.results,
  };
}
