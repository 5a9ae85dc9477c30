import { CommanderError } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { stackCommand } from '../../cli/command';
import type { ScenarioDefaults } from '../../k6-scripts/lib/scenario';
import type { BenchOptions } from './bench-options';
import { benchOptions } from './choose-options';
import { addBenchOptions } from './declare-options';

function parse(...args: string[]): BenchOptions {
  return parseFor({}, ...args);
}

/** Options of a scenario that wants something of its own. */
function parseFor(defaults: ScenarioDefaults, ...args: string[]): BenchOptions {
  const command = addBenchOptions(stackCommand('bench', 'test')).configureOutput({
    writeErr: () => undefined,
  });
  command.action(() => undefined).parse(args, { from: 'user' });
  return benchOptions(command, 'mixed', defaults);
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the options of a benchmark', () => {
  it('are those of the closed model by default', () => {
    expect(parse()).toEqual({
      stack: 'dev',
      stacks: ['dev'],
      scenario: 'mixed',
      scenariosFolder: null,
      load: { model: 'closed', vus: 8 },
      capacityShare: null,
      capacitySearch: null,
      durationS: 30,
      warmupS: 5,
      spawnRatePerS: 0,
      readRatio: 80,
      profile: 'none',
      to: 'write',
      statementTimeoutMs: 60_000,
      seed: 1,
      tag: null,
      repeat: 1,
      failIf: [],
      evidence: true,
      resultsFolder: 'benchmark_results',
      generators: { hosts: ['local'], segments: 1 },
      serverAddress: null,
    });
  });

  it('are those of the open model with a rate', () => {
    expect(parse('--rate', '500').load).toEqual({ model: 'open', vus: 64, ratePerS: 500 });
  });

  it('are those of a search with --find-capacity, in shorter runs', () => {
    expect(parse('--find-capacity', '--p99-limit', '1.5s', '--vus', '20')).toMatchObject({
      capacitySearch: { p99LimitMs: 1500, vus: 20 },
      durationS: 10,
      warmupS: 2,
    });
    expect(parse('--find-capacity', '--duration', '4s').durationS).toBe(4);
    expect(parse('--find-capacity').capacitySearch?.p99LimitMs).toBe(50);
  });

  it('take a rate as a share of the capacity, which the closed model measures', () => {
    expect(parse('--rate', '70%')).toMatchObject({
      load: { model: 'closed', vus: 8 },
      capacityShare: { percent: 70, vus: 64 },
    });
  });

  it('are what the scenario wants where the user does not say otherwise', () => {
    const defaults = { to: 'pooled', profile: 'seed', durationS: 1800, vus: 500 } as const;
    const { vus, ...others } = defaults;
    expect(parseFor(defaults)).toMatchObject({ ...others, load: { model: 'closed', vus } });
    expect(parseFor(defaults, '--vus', '3').load).toEqual({ model: 'closed', vus: 3 });
    const said = ['--to', 'write', '--profile', 'none', '--duration', '30s'];
    expect(parseFor(defaults, ...said)).toMatchObject({
      to: 'write',
      profile: 'none',
      durationS: 30,
    });
    // Pauses make no sense at a fixed rate.
    expect(parseFor(defaults, '--rate', '5').profile).toBe('none');
  });

  it('name several stacks and generators', () => {
    expect(
      parse('--stacks', 'a,b', '--generators', 'local,me@host-2', '--segments', '2'),
    ).toMatchObject({
      stack: 'a',
      stacks: ['a', 'b'],
      generators: { hosts: ['local', 'me@host-2'], segments: 2 },
    });
  });

  it('take the environment variables, which flags override', () => {
    vi.stubEnv('USERS', '200');
    vi.stubEnv('SPAWN_RATE', '20');
    vi.stubEnv('RUN_TIME', '300');
    vi.stubEnv('READ_RATIO', '60');
    vi.stubEnv('WRITE_RATIO', '40');
    expect(parse()).toMatchObject({
      load: { vus: 200 },
      spawnRatePerS: 20,
      // Everyone has started when the measured time begins.
      warmupS: 10,
      durationS: 300,
      readRatio: 60,
    });
    expect(parse('--vus', '4', '--duration', '10s')).toMatchObject({
      load: { vus: 4 },
      durationS: 10,
    });
  });

  it('collect the conditions that fail a run', () => {
    const { failIf } = parse('--fail-if', 'p99>50ms', '--fail-if', 'errors>0');
    expect(failIf.map(({ expression }) => expression)).toEqual(['p99>50ms', 'errors>0']);
  });

  it('take the share of writes alone', () => {
    expect(parse('--write-ratio', '35').readRatio).toBe(65);
  });

  it.each([
    ['--read-ratio', '120'],
    ['--read-ratio', '-1'],
    ['--read-ratio', 'many'],
    ['--vus', '0'],
    ['--rate', 'fast'],
    ['--rate', '0'],
    ['--rate', '-5'],
    ['--rate', '1.5'],
    ['--rate', '0%'],
    ['--rate', '101%'],
    ['--rate', '1e3'],
    ['--p99-limit', '0'],
    ['--p99-limit', 'soon'],
    ['--segments', '0'],
    ['--stacks', 'a,a'],
    ['--stacks', 'a,,b'],
    ['--generators', '-oProxyCommand=x'],
    ['--duration', '0'],
    ['--duration', '1.5s'],
    ['--to', 'nowhere'],
    ['--profile', 'idle'],
    ['--repeat', '0'],
    ['--tag', ''],
    ['--tag', 'two words'],
    ['--fail-if', 'p98>50ms'],
  ])('refuse %s %s as wrong usage', (...args) => {
    expect(() => parse(...args)).toThrow(CommanderError);
  });

  it('refuse shares that do not add up, and think time at a fixed rate', () => {
    expect(() => parse('--read-ratio', '60', '--write-ratio', '30')).toThrow(/add up to 100/);
    expect(() => parse('--rate', '5', '--profile', 'seed')).toThrow(/--profile/);
  });

  it('refuse what excludes each other', () => {
    expect(() => parse('--find-capacity', '--rate', '5')).toThrow(/takes no --rate/);
    expect(() => parse('--find-capacity', '--repeat', '2')).toThrow(/takes no .*--repeat/);
    expect(() => parse('--stack', 'a', '--stacks', 'a,b')).toThrow(/exclude each other/);
    expect(() => parse('--p99-limit', '10ms')).toThrow(/--find-capacity, which is missing/);
    expect(() => parse('--server-address', 'db')).toThrow(/--generators/);
    expect(() => parse('--vus', '2', '--segments', '3')).toThrow(/can't be split among 3/);
  });

  it('refuse a wrong environment variable as well, by its name', () => {
    vi.stubEnv('READ_RATIO', '120');
    expect(() => parse()).toThrow(/READ_RATIO/);
  });
});
