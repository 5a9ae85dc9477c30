import { describe, expect, it } from 'vitest';
import { UserError } from '../../words/user-error';
import type { StackOutputs } from '../../topology/stack-outputs';
import { parseClusterConfig } from '../../topology/config/config';
import { planCluster } from '../../topology/plan-cluster';
import { variedRun } from '../../tests/example-series';
import type { BenchOptions } from '../../benchmark/options/bench-options';
import { compare } from '../compare';
import { compareEngines, type EngineParts, type EngineSuite } from './compare-engines';

/** A comparison of two stacks, the second of which is not there yet, and what it does in order. */
function engines({
  rows = 1000,
  usesDataset = true,
  idle = true,
  stopAfter = Infinity,
  up = ['dev'],
} = {}) {
  const log: string[] = [];
  const stopping = new AbortController();
  let minute = 0;
  const outputsOf = (stack: string) => {
    const config = parseClusterConfig(stack, {
      'dataset.rows': stack === 'single' ? rows : 1000,
    });
    return { plan: planCluster(config) } as StackOutputs;
  };
  const note = (what: string) => (of: { stack: string }) => {
    log.push(`${what} ${of.stack}`);
    return Promise.resolve();
  };
  const suite: EngineSuite = {
    contenders: [
      { label: 'citus', stack: 'dev' },
      { label: 'single', stack: 'single' },
    ],
    rounds: 2,
    scenarios: ['read', 'mixed'],
    usesDataset,
    options: (stack, scenario, tag) =>
      Promise.resolve({ stack, scenario, tag } as unknown as BenchOptions),
    tag: 'try',
  };
  const parts: EngineParts = {
    outputs: (stack) => {
      if (!up.includes(stack)) throw new UserError(`stack "${stack}" is not up`);
      return Promise.resolve(outputsOf(stack));
    },
    bringUp: async (stack) => {
      await note('bring up')({ stack });
      return outputsOf(stack);
    },
    measure: ({ stack, scenario, tag }) => {
      log.push(`measure ${scenario} on ${stack} as ${tag ?? ''}`);
      minute += 1;
      if (minute >= stopAfter) stopping.abort();
      const { metrics } = variedRun(minute, { change: { stack, scenario, tag } });
      return Promise.resolve([{ folder: '/nowhere', metrics }]);
    },
    idle: idle
      ? {
          rest: note('rest'),
          wake: ({ plan }) => note('wake')(plan),
          start: note('start'),
        }
      : null,
    signal: stopping.signal,
    print: () => undefined,
  };
  return { log, run: () => compareEngines(suite, parts) };
}

const both = (stack: string, label: string): string[] => [
  `measure read on ${stack} as try-${label}`,
  `measure mixed on ${stack} as try-${label}`,
];

describe('engines in turns', () => {
  it('stand up one by one, work one at a time, and all work in the end', async () => {
    const { log, run } = engines();
    const sides = await run();
    expect(log).toEqual([
      ...['rest dev', 'bring up single', 'rest single'],
      ...['wake dev', ...both('dev', 'citus'), 'rest dev'],
      // The second round begins with the one that is at work.
      ...['wake single', ...both('single', 'single'), ...both('single', 'single'), 'rest single'],
      ...['wake dev', ...both('dev', 'citus')],
      ...['start dev', 'start single'],
    ]);
    expect(sides.map(({ label, runs }) => [label, runs.length])).toEqual([
      ['citus', 4],
      ['single', 4],
    ]);
    const { scenarios } = compare(sides, []);
    expect(scenarios.map(({ scenario }) => scenario)).toEqual(['mixed', 'read']);
  });

  it('keep at work the one that is measured first, where all are up', async () => {
    const { log, run } = engines({ up: ['dev', 'single'] });
    await run();
    expect(log.slice(0, 3)).toEqual([
      'rest single',
      'wake dev',
      'measure read on dev as try-citus',
    ]);
  });

  it('are left at work where there is room for all', async () => {
    const { log, run } = engines({ idle: false });
    await run();
    expect(log.filter((line) => !line.startsWith('measure'))).toEqual(['bring up single']);
  });

  it('are not measured on different data, and work again', async () => {
    const { log, run } = engines({ rows: 5 });
    await expect(run()).rejects.toThrow('dataset.rows is dev 1000, single 5');
    expect(log.slice(-2)).toEqual(['start dev', 'start single']);
    expect(log.some((line) => line.startsWith('measure'))).toBe(false);
  });

  it('may have any data sets where scenarios do not read them', async () => {
    const sides = await engines({ rows: 5, usesDataset: false }).run();
    expect(sides).toHaveLength(2);
  });

  it('keep what was measured when they are stopped', async () => {
    const { log, run } = engines({ stopAfter: 3 });
    const sides = await run();
    expect(sides.map(({ runs }) => runs.length)).toEqual([2, 1]);
    expect(log.slice(-2)).toEqual(['start dev', 'start single']);
    await expect(engines({ stopAfter: 1 }).run()).rejects.toThrow(
      'stopped before every engine had a run',
    );
  });
});
