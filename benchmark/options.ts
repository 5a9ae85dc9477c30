import { InvalidArgumentError, Option, type Command } from 'commander';
import { wholeNumber } from '../cli/command';
import type { Target } from '../stack/target';
import type { Load } from '../k6-scripts/lib/settings';
import { parseThreshold, ThresholdError, type Threshold } from './threshold';

/** A pacing of virtual users: none, or the 1 to 5 s of thinking that a person takes. */
export type Profile = 'none' | 'seed';

/** What a user chose for a benchmark, complete and valid. */
export interface BenchOptions {
  readonly stack: string;
  readonly scenario: string;
  readonly load: Load;
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

/** The values as commander leaves them. */
interface RawOptions {
  readonly stack: string;
  readonly vus?: number;
  readonly rate?: number;
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
}

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
        'statements a second at a fixed rate, instead of as many as answered',
      ).argParser(wholeNumber(1, 1_000_000)),
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
      new Option('--to <endpoint>', 'where reads go; writes go to write, or to any')
        .choices(['write', 'read', 'any'])
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
    .addOption(new Option('--results <folder>', 'where results go').default('benchmark_results'))
    .option('--json', 'print the results as one JSON document');
}

/**
 * The options of a parsed command.
 *
 * @throws CommanderError (wrong usage) if two options contradict each other
 */
export function benchOptions(command: Command, scenario: string): BenchOptions {
  const raw = command.opts<RawOptions>();
  const { vus, rate, spawnRate, duration, warmup } = raw;
  const load: Load =
    rate === undefined
      ? { model: 'closed', vus: vus ?? CLOSED_MODEL_VUS }
      : { model: 'open', vus: vus ?? OPEN_MODEL_VUS, ratePerS: rate };
  if (rate !== undefined && raw.profile !== 'none') {
    command.error('error: --rate sets when statements start, so it takes no --profile');
  }
  // Everyone has started before the measured time does.
  const rampS = spawnRate > 0 && load.model === 'closed' ? Math.ceil(load.vus / spawnRate) : 0;
  return {
    stack: raw.stack,
    scenario,
    load,
    durationS: duration,
    warmupS: Math.max(warmup, rampS),
    spawnRatePerS: load.model === 'closed' ? spawnRate : 0,
    readRatio: readRatio(command, raw),
    profile: raw.profile,
    to: raw.to,
    statementTimeoutMs: raw.statementTimeout * 1000,
    seed: raw.seed,
    tag: raw.tag ?? null,
    repeat: raw.repeat,
    failIf: raw.failIf,
    evidence: raw.evidence,
    resultsFolder: raw.results,
  };
}

function readRatio(command: Command, { readRatio: reads, writeRatio: writes }: RawOptions): number {
  if (reads !== undefined && writes !== undefined && reads + writes !== 100) {
    command.error(
      `error: --read-ratio ${reads} and --write-ratio ${writes} don't add up to 100 percent`,
    );
  }
  return reads ?? (writes === undefined ? 80 : 100 - writes);
}
