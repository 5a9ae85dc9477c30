import type { Command } from 'commander';
import type { ScenarioDefaults } from '../../k6-scripts/lib/scenario';
import type { Load } from '../../k6-scripts/lib/settings';
import { THIS_MACHINE } from '../generator/k6-processes';
import type { BenchOptions } from './bench-options';
import { CLOSED_MODEL_VUS, OPEN_MODEL_VUS, type RawOptions } from './declare-options';

/** Length of each run of a search for the capacity where the options don't say. */
const SEARCH_STEP = { durationS: 10, warmupS: 2 } as const;

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
  if (!searches && !isDefault('p99Limit')) {
    command.error('error: --p99-limit is the limit of --find-capacity, which is missing');
  }
  if (raw.serverAddress !== undefined && raw.generators.every((host) => host === THIS_MACHINE)) {
    command.error(
      'error: --server-address is for generators on other hosts: name them by --generators',
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
