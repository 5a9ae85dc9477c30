import { InvalidArgumentError, Option, type Command } from 'commander';
import { wholeNumber } from '../cli/command';
import { TARGETS, type Target } from '../stack/target';
import type { ScenarioDefaults } from '../k6-scripts/lib/scenario';
import type { Load } from '../k6-scripts/lib/settings';
import { THIS_MACHINE, type GeneratorLayout } from './k6-processes';
import { parseThreshold, ThresholdError, type Threshold } from './threshold';

/** A pacing of virtual users: none, or the 1 to 5 s of thinking that a person takes. */
export type Profile = 'none' | 'seed';

/** What a user chose for a benchmark, complete and valid. */
export interface BenchOptions {
  readonly stack: string;
  /** Stacks that take turns, the same as `stack` where there is one. */
  readonly stacks: readonly string[];
  /** A scenario's name, or the path of its file. */
  readonly scenario: string;
  /** Folder that the name is looked up in; null for the project's own scenarios. */
  readonly scenariosFolder: string | null;
  readonly load: Load;
  /** Instead of `load`, an arrival rate as a share of the capacity, which `load` measures. */
  readonly capacityShare: CapacityShare | null;
  /** Look for the highest arrival rate that is held; null to measure what is asked for. */
  readonly capacitySearch: CapacitySearch | null;
  readonly durationS: number;
  readonly warmupS: number;
  readonly spawnRatePerS: number;
  /** Percent. */
  readonly readRatio: number;
  readonly profile: Profile;
  readonly to: Target;
  readonly statementTimeoutMs: number;
  readonly seed: number;
  readonly tag: string | null;
  readonly repeat: number;
  /** Conditions that fail the run. */
  readonly failIf: readonly Threshold[];
  /** Whether what the servers do is collected as well. */
  readonly evidence: boolean;
  readonly resultsFolder: string;
  readonly generators: GeneratorLayout;
  /** Address of the endpoints as other generators' hosts see it; null for that of the stack. */
  readonly serverAddress: string | null;
}

/** An arrival rate that is known when the capacity is. */
export interface CapacityShare {
  /** Of the statements a second that the closed model reaches. */
  readonly percent: number;
  /** Virtual users that serve the arrivals. */
  readonly vus: number;
}

/** What a held arrival rate is. */
export interface CapacitySearch {
  /** The 99th percentile of the latency stays under it. */
  readonly p99LimitMs: number;
  /** Virtual users that serve the arrivals. */
  readonly vus: number;
}

/** Pauses of each profile in seconds, least and most. */
export const THINK_TIME_S: Readonly<Record<Profile, readonly [number, number] | null>> = {
  none: null,
  seed: [1, 5],
};

/** Virtual users that serve an arrival rate where `--vus` does not say. */
const OPEN_MODEL_VUS = 64;

/** Virtual users of the closed model where `--vus` does not say. */
const CLOSED_MODEL_VUS = 8;

/** Length of each run of a search for the capacity where the options don't say. */
const SEARCH_STEP = { durationS: 10, warmupS: 2 } as const;

/** The values as commander leaves them. */
interface RawOptions {
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

/** `--rate`: statements a second, or percent of the capacity. */
type Rate = { readonly perS: number } | { readonly percent: number };

/**
 * Parses a duration as whole seconds: `30s`, `5m`, `1h`, `1m30s`, or a bare number of seconds.
 *
 * @param least smallest that is allowed, s
 */
export function seconds(least: number) {
  return (text: string): number => {
    const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(text);
    const [hours = 0, minutes = 0, rest = 0] = (parts ?? []).slice(1).map((n) => Number(n ?? 0));
    const value = hours * 3600 + minutes * 60 + rest;
    if (parts === null || text === '' || value < least) {
      throw new InvalidArgumentError(
        `It must be a duration in whole seconds from ${least}s, such as 30s, 5m or 1m30s.`,
      );
    }
    return value;
  };
}

/** A duration of at least 1 ms: `50ms`, `1.5s`, or a bare number of ms. */
function milliseconds(text: string): number {
  const [, digits = '', unit] = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(text) ?? [];
  const value = Number(digits) * (unit === 's' ? 1000 : 1);
  if (value < 1)
    throw new InvalidArgumentError('It must be a duration from 1ms, such as 50ms or 1.5s.');
  return value;
}

/** An arrival rate: `500`, or `70%` of the measured capacity. */
function rate(text: string): Rate {
  const [, digits = '', percent] = /^(\d+)(%?)$/.exec(text) ?? [];
  const value = Number(digits);
  const most = percent === '%' ? 100 : 1_000_000;
  if (value < 1 || value > most) {
    throw new InvalidArgumentError(
      'It must be statements a second, from 1 to 1000000, or a share of the capacity, from 1% to 100%.',
    );
  }
  return percent === '%' ? { percent: value } : { perS: value };
}

/** Words between commas, each once. */
function list(text: string): readonly string[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.some((word) => !/^[\w.@][\w.@-]*$/.test(word)) || new Set(words).size < words.length) {
    throw new InvalidArgumentError('It must be different names with commas between them.');
  }
  return words;
}

/** A number above 0, e.g. a rate. */
function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('It must be a number above 0.');
  }
  return value;
}

function addThreshold(text: string, others: readonly Threshold[]): readonly Threshold[] {
  try {
    return [...others, parseThreshold(text)];
  } catch (error) {
    if (error instanceof ThresholdError) throw new InvalidArgumentError(error.message);
    throw error;
  }
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
    .addOption(new Option('--tag <text>', 'a word to find the run by'))
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

/**
 * The options of a parsed command.
 *
 * @param scenario a name, or the path of a scenario's file
 * @param defaults what the scenario wants where the user does not say otherwise
 * @throws CommanderError (wrong usage) if two options contradict each other
 */
export function benchOptions(
  command: Command,
  scenario: string,
  defaults: ScenarioDefaults = {},
): BenchOptions {
  const raw = command.opts<RawOptions>();
  const { vus, spawnRate } = raw;
  const isDefault = (name: keyof RawOptions): boolean =>
    command.getOptionValueSource(name) === 'default';
  const searches = raw.findCapacity === true;
  const usualDuration = searches ? SEARCH_STEP.durationS : defaults.durationS;
  const duration = (isDefault('duration') ? usualDuration : undefined) ?? raw.duration;
  const to = (isDefault('to') ? defaults.to : undefined) ?? raw.to;
  const profile =
    (isDefault('profile') && raw.rate === undefined ? defaults.profile : undefined) ?? raw.profile;
  if (raw.rate !== undefined && raw.profile !== 'none') {
    command.error('error: --rate sets when statements start, so it takes no --profile');
  }
  if (searches && raw.failIf.length > 0) {
    command.error(
      'error: --find-capacity has a limit of its own, --p99-limit: it takes no --fail-if',
    );
  }
  if (searches && (raw.rate !== undefined || profile !== 'none' || raw.repeat > 1 || raw.stacks)) {
    command.error(
      'error: --find-capacity looks for the rate on one stack: it takes no --rate, --profile, --repeat or --stacks',
    );
  }
  const warmup = searches && isDefault('warmup') ? SEARCH_STEP.warmupS : raw.warmup;
  const load = chosenLoad(raw, defaults);
  const processes = raw.generators.length * raw.segments;
  if (processes > load.vus) {
    command.error(`error: ${load.vus} virtual users can't be split among ${processes} processes`);
  }
  if (raw.stacks !== undefined && command.getOptionValueSource('stack') === 'cli') {
    command.error('error: --stack and --stacks exclude each other');
  }
  // Everyone has started before the measured time does.
  const rampS = spawnRate > 0 && load.model === 'closed' ? Math.ceil(load.vus / spawnRate) : 0;
  return {
    stack: raw.stacks?.[0] ?? raw.stack,
    stacks: raw.stacks ?? [raw.stack],
    scenario,
    scenariosFolder: raw.scenarios ?? null,
    load,
    capacityShare:
      raw.rate !== undefined && 'percent' in raw.rate
        ? { percent: raw.rate.percent, vus: vus ?? OPEN_MODEL_VUS }
        : null,
    capacitySearch: searches ? { p99LimitMs: raw.p99Limit, vus: vus ?? OPEN_MODEL_VUS } : null,
    durationS: duration,
    warmupS: Math.max(warmup, rampS),
    spawnRatePerS: load.model === 'closed' ? spawnRate : 0,
    readRatio: readRatio(command, raw),
    profile,
    to,
    statementTimeoutMs: raw.statementTimeout * 1000,
    seed: raw.seed,
    tag: raw.tag ?? null,
    repeat: raw.repeat,
    failIf: raw.failIf,
    evidence: raw.evidence,
    resultsFolder: raw.results,
    generators: { hosts: raw.generators, segments: raw.segments },
    serverAddress: raw.serverAddress ?? null,
  };
}

/** The load asked for; that which measures the capacity where the rate is a share of it. */
function chosenLoad({ vus, rate }: RawOptions, defaults: ScenarioDefaults): Load {
  if (rate === undefined) {
    return { model: 'closed', vus: vus ?? defaults.vus ?? CLOSED_MODEL_VUS };
  }
  if ('percent' in rate)
    return { model: 'closed', vus: Math.min(vus ?? CLOSED_MODEL_VUS, CLOSED_MODEL_VUS) };
  return { model: 'open', vus: vus ?? OPEN_MODEL_VUS, ratePerS: rate.perS };
}

function readRatio(command: Command, { readRatio: reads, writeRatio: writes }: RawOptions): number {
  if (reads !== undefined && writes !== undefined && reads + writes !== 100) {
    command.error(
      `error: --read-ratio ${reads} and --write-ratio ${writes} don't add up to 100 percent`,
    );
  }
  return reads ?? (writes === undefined ? 80 : 100 - writes);
}
