import { describe, expect, it } from 'vitest';
import { exampleRun } from '../tests/example-run';
import { simulatedSides, variedRun, type Variation } from '../tests/example-series';
import type { Metrics } from '../results/metrics';
import { compare, type Comparison } from './compare';
import type { JudgedFigure } from './judge';
import type { Side } from './side';

const VERDICTS = ['faster', 'slower', 'fewer errors', 'more errors'];

function figures({ scenarios }: Comparison, pair = 0): readonly JudgedFigure[] {
  return scenarios[0]?.pairs[pair]?.figures ?? [];
}

function verdicts(comparison: Comparison): JudgedFigure[] {
  return figures(comparison).filter(({ verdict }) => VERDICTS.includes(verdict));
}

/** Runs in turns with the other side's, two minutes apart, one percent different from each other. */
function side(label: string, first: number, runs: number, vary: Variation = {}): Side {
  return {
    label,
    runs: Array.from({ length: runs }, (_, i) =>
      variedRun(first + 2 * i, { ...vary, rate: (vary.rate ?? 1) * (1 + 0.01 * (i % 3)) }),
    ),
  };
}

describe('simulated series on a machine that varies and drifts', () => {
  const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

  it('gives no verdict in at least 19 of 20 comparisons of the same with itself', () => {
    const wrong = seeds.filter((seed) => verdicts(compare(simulatedSides(seed, 6), [])).length > 0);
    expect(wrong.length).toBeLessThanOrEqual(1);
  });

  it('finds a slowdown of 10 % with six runs a side, and never calls it anything else', () => {
    const found = seeds.map((seed) => verdicts(compare(simulatedSides(seed, 6, 1.1), [])));
    expect(found.filter((figures) => figures.length > 0).length).toBeGreaterThanOrEqual(19);
    expect(new Set(found.flat().map(({ verdict }) => verdict))).toEqual(new Set(['slower']));
  });
});

describe('a comparison', () => {
  it('compares rates, latencies and errors of the run, and latencies of each operation', () => {
    const { metrics } = exampleRun();
    const ids = figures(compare([side('a', 0, 6), side('b', 1, 6)], [])).map(
      ({ figure }) => figure.id,
    );
    expect(ids.slice(0, 14)).toEqual([
      ...['total', 'read', 'spatial', 'write'].map((name) => `throughput.${name}`),
      ...['read', 'spatial', 'write'].flatMap((name) =>
        ['p50', 'p95', 'p99'].map((percentile) => `latency.${name}.${percentile}`),
      ),
      'errors',
    ]);
    expect(ids.slice(14)).toEqual(
      metrics.queries.flatMap(({ name }) =>
        ['throughput', 'p50', 'p99'].map((figure) => `operation.${name}.${figure}`),
      ),
    );
  });

  it('says the same once where there is one class and one operation', () => {
    const { metrics } = exampleRun();
    const operations = { total: 100, read: 100, write: 0, spatial: 100 };
    const change = { operations, queries: metrics.queries.slice(0, 1) };
    const ids = figures(
      compare([side('a', 0, 4, { change }), side('b', 1, 4, { change })], []),
    ).map(({ figure }) => figure.id);
    expect(ids).toEqual([
      'throughput.total',
      ...['p50', 'p95', 'p99'].map((percentile) => `latency.read.${percentile}`),
      'errors',
    ]);
  });

  it('compares each further side with the first', () => {
    const sides = [side('a', 0, 6), side('b', 1, 6, { rate: 1.3 }), side('c', 1, 6, { rate: 0.7 })];
    sides[2] = { ...sides[2], label: 'c', runs: renamed(sides[2]?.runs ?? []) };
    const comparison = compare(sides, []);
    expect(comparison.scenarios[0]?.pairs.map(({ other }) => other)).toEqual(['b', 'c']);
    expect(figures(comparison, 0)[0]).toMatchObject({ verdict: 'faster' });
    expect(figures(comparison, 1)[0]).toMatchObject({ verdict: 'slower' });
    expect(comparison.scenarios[0]?.pairs[0]?.operations?.p50).toBeCloseTo(1 / 1.3, 3);
  });

  it('takes the scenarios apart, and says which are not in all sides', () => {
    const both = (label: string, first: number): Side => ({
      label,
      runs: [
        ...side(label, first, 4).runs,
        ...renamed(side(label, first + 20, 4, { change: { scenario: 'read' } }).runs),
      ],
    });
    const [a, b] = [both('a', 0), both('b', 1)];
    const more = renamed(side('a', 40, 1, { change: { scenario: 'write' } }).runs);
    const comparison = compare([{ ...a, runs: [...a.runs, ...more] }, b], []);
    expect(comparison.scenarios.map(({ scenario }) => scenario)).toEqual(['mixed', 'read']);
    expect(comparison.warnings).toEqual(['Not every side has runs of write: it is not compared.']);
    expect(comparison.throughput).toEqual([{ other: 'b', ratio: expect.closeTo(1, 2) as number }]);
  });

  it('takes no change for real that is within the spread of earlier runs', () => {
    const sides = [side('a', 60, 6), side('b', 61, 6, { rate: 1.1 })];
    const earlier = (rates: readonly number[]): Metrics[] =>
      rates.map((rate, i) => variedRun(i, { rate }).metrics);
    expect(figures(compare(sides, earlier([1, 1, 1, 1, 1])))[0]?.verdict).toBe('faster');
    const restless = figures(compare(sides, earlier([0.8, 0.9, 1, 1.1, 1.2])))[0];
    expect(restless).toMatchObject({ verdict: 'no evidence', least: expect.closeTo(0.2, 6) });
    // Four runs, runs of another load, and later runs are no history.
    const wide = [0.8, 0.9, 1, 1.1, 1.2];
    const { load } = exampleRun().metrics;
    for (const history of [
      earlier(wide.slice(1)),
      wide.map((rate, i) => variedRun(i, { rate, change: { load: { ...load, vus: 9 } } }).metrics),
      wide.map((rate, i) => variedRun(90 + i, { rate }).metrics),
    ]) {
      expect(figures(compare(sides, history))[0]?.verdict).toBe('faster');
    }
  });

  it('of two single runs gives an interval within them and no verdict', () => {
    const long = (minute: number, rate: number): Side => {
      const run = variedRun(minute, { rate });
      const seconds = [0, 20, 40].flatMap((from) =>
        (run.series?.seconds ?? []).map((second) => ({ ...second, t_s: second.t_s + from })),
      );
      return {
        label: `rate ${rate}`,
        runs: [{ ...run, series: run.series && { ...run.series, seconds } }],
      };
    };
    const comparison = compare([long(0, 1), long(1, 1.5)], []);
    expect(verdicts(comparison)).toEqual([]);
    const [total] = comparison.scenarios[0]?.pairs[0]?.withinRun ?? [];
    expect(total?.figure).toBe('throughput.total');
    expect(total?.change).toBeCloseTo(0.5, 1);
    expect(total?.interval[0]).toBeGreaterThan(0.4);
    expect(total?.interval[1]).toBeLessThan(0.6);
    expect(
      compare([side('a', 0, 6), side('b', 1, 6)], []).scenarios[0]?.pairs[0]?.withinRun,
    ).toEqual([]);
  });
});

describe('contradictions', () => {
  const { load, environment } = exampleRun().metrics;

  it('refuses sides without a scenario in common', () => {
    const other = side('b', 1, 4, { change: { scenario: 'read' } });
    expect(() => compare([side('a', 0, 4), other], [])).toThrow(
      'no scenario in common (a: mixed; b: read)',
    );
  });

  it('refuses a run on two sides', () => {
    expect(() => compare([side('a', 0, 4), side('b', 2, 4)], [])).toThrow(
      'run 20260102T030200Z-mixed is on two sides, "a" and "b"',
    );
  });

  it('refuses a rate that was asked for against a capacity', () => {
    const open = { load: { ...load, model: 'open' as const, target_rate: 100 } };
    expect(() => compare([side('a', 0, 4), side('b', 1, 4, { change: open })], [])).toThrow(
      "different load models don't compare: a closed, b open",
    );
  });

  it('leaves runs out that were stopped early, and names them', () => {
    const [stopped, ...whole] = side('b', 1, 5).runs;
    if (stopped === undefined) throw new Error('no run');
    const partial = { ...stopped, metrics: { ...stopped.metrics, partial: true } };
    const comparison = compare([side('a', 0, 4), { label: 'b', runs: [partial, ...whole] }], []);
    expect(comparison.scenarios[0]?.sides[1]?.runs).toHaveLength(4);
    expect(comparison.scenarios[0]?.warnings).toContain(
      'b: left out because stopped early: 20260102T030100Z-mixed.',
    );
    expect(() => compare([side('a', 0, 4), { label: 'b', runs: [partial] }], [])).toThrow(
      '"b" has no whole run of mixed',
    );
  });

  it.each([
    ['says so', { dropped_iterations: 7, latency_valid: false }],
    ['is of an earlier version', { dropped_iterations: 7 }],
  ])('compares no latencies where arrivals were never answered in a run that %s', (_, drops) => {
    const open = { ...load, model: 'open' as const, target_rate: 100 };
    const clean = { load: open };
    const dropping = { load: open, ...drops };
    const comparison = compare(
      [side('a', 0, 6, { change: clean }), side('b', 1, 6, { change: dropping, rate: 0.5 })],
      [],
    );
    for (const { figure, verdict, reason } of figures(comparison)) {
      if (figure.kind !== 'latency') continue;
      expect([verdict, reason]).toEqual([
        'not compared',
        'latency invalid: arrivals never answered',
      ]);
    }
    expect(figures(comparison)[0]?.verdict).toBe('slower');
    expect(comparison.scenarios[0]?.warnings.join()).toMatch(
      /b: not every arrival .* 7 arrivals were due in the measured time and never answered/,
    );
  });

  it('warns of another load and another machine, not of another thing under test', () => {
    const warningsOf = (change: Partial<Metrics>) =>
      compare([side('a', 0, 4), side('b', 1, 4, { change })], []).scenarios[0];
    const longer = warningsOf({ load: { ...load, duration_s: 60, seed: 2 } });
    expect(longer?.warnings).toEqual([
      'The loads differ, so the figures do for that reason too: duration_s 20 against 60.',
    ]);
    expect(warningsOf({ environment: { ...environment, cores: 4 } })?.warnings).toEqual([
      'The machines differ, so the figures do for that reason too: cores 8 against 4.',
    ]);
    const engine = warningsOf({ environment: { ...environment, engine: 'native' } });
    expect(engine?.warnings).toEqual([]);
    expect(engine?.differences).toEqual([
      { name: 'environment.engine', values: [['citus'], ['native']] },
    ]);
  });

  it('tells server settings one by one, by role, and images by their short ids', () => {
    const environmentWith = (stack: string, jit: string, id: string): Partial<Metrics> => ({
      environment: {
        ...environment,
        images: [{ name: 'citus-cluster/database', id: `sha256:${id.repeat(32)}` }],
        settings: ['coordinator-a', 'worker-1-a'].map((node) => ({
          node,
          settings: [
            { name: 'cluster_name', value: stack, source: 'command line' },
            {
              name: 'jit',
              value: node === 'worker-1-a' ? jit : 'off',
              source: 'configuration file',
            },
            { name: 'work_mem', value: '4MB', source: 'configuration file' },
          ],
        })),
      },
    });
    const { scenarios } = compare(
      [
        side('a', 0, 4, { change: environmentWith('one', 'off', 'ab') }),
        side('b', 1, 4, { change: environmentWith('other', 'on', 'cd') }),
      ],
      [],
    );
    expect(scenarios[0]?.differences).toEqual([
      { name: 'image.1', values: [['abababababab'], ['cdcdcdcdcdcd']] },
      { name: 'worker.jit', values: [['off'], ['on']] },
    ]);
  });

  it('says nothing of the workers where a side has none', () => {
    const environmentWith = (nodes: readonly string[]): Partial<Metrics> => ({
      environment: {
        ...environment,
        settings: nodes.map((node) => ({
          node,
          settings: [{ name: 'jit', value: 'off', source: 'configuration file' }],
        })),
      },
    });
    const sides = [
      side('a', 0, 4, { change: environmentWith(['coordinator-a', 'worker-1-a']) }),
      side('b', 1, 4, { change: environmentWith(['coordinator-a']) }),
    ];
    expect(compare(sides, []).scenarios[0]?.differences).toEqual([]);
  });

  it('warns where the load generator was at its limit', () => {
    const generator = { cpu_pct: 99, memory_bytes: 1, generator_bound: true };
    const comparison = compare([side('a', 0, 1), side('b', 1, 1, { change: { generator } })], []);
    expect(comparison.scenarios[0]?.warnings).toEqual([
      'b: the load generator was at its own limit in 20260102T030100Z-mixed, so that was measured.',
    ]);
  });

  it('warns where one side was measured after the other', () => {
    const after = compare([side('a', 0, 4), side('b', 30, 4)], []);
    expect(after.scenarios[0]?.warnings.join()).toContain('one after the other');
    const inTurns = compare([side('a', 0, 4), side('b', 1, 4)], []);
    expect(inTurns.scenarios[0]?.warnings).toEqual([]);
  });
});

/** The same runs under other ids. */
function renamed(runs: Side['runs']): Side['runs'] {
  return runs.map(({ metrics, series }) => ({
    metrics: { ...metrics, run_id: `${metrics.run_id}-2` },
    series,
  }));
}
