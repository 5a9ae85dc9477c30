import { describe, expect, it } from 'vitest';
import { simulatedSides, variedRun } from '../tests/example-series';
import { renderSelfCheck } from './render-self-check';
import { selfCheck } from './self-check';
import type { Side } from './side';

/** One series of a machine that varies by a few percent. */
function series(seed: number, runs: number): Side {
  const [a, b] = simulatedSides(seed, runs / 2);
  return { label: 'base', runs: [...a.runs, ...b.runs] };
}

/** Runs of which each has a throughput of its own. */
function withRates(rates: readonly number[]): Side {
  return { label: 'base', runs: rates.map((rate, minute) => variedRun(minute, { rate })) };
}

/** Random halves: fewer than by default, which take a second or two. */
const HALVES = 40;

describe('a series compared with itself', { timeout: 60_000 }, () => {
  it('passes where runs vary little: hardly a verdict, and 10 % is found', () => {
    const [check] = selfCheck(series(1, 16), HALVES);
    expect(check).toMatchObject({ scenario: 'mixed', runs: 16, runsASide: 8, passed: true });
    expect(check?.withVerdict).toBeLessThanOrEqual(2);
    expect(check?.found).toBeGreaterThanOrEqual(38);
    expect(check?.inTurns).toEqual([]);
    expect(check && renderSelfCheck(check)).toContain('can be trusted');
  });

  it('fails where runs vary so much that 10 % is not found', () => {
    const [check] = selfCheck(
      withRates(Array.from({ length: 12 }, (_, i) => 1 + (i % 4) / 4)),
      HALVES,
    );
    expect(check?.found).toBeLessThan(HALVES / 2);
    expect(check?.passed).toBe(false);
    expect(check && renderSelfCheck(check)).toContain("can't be trusted");
  });

  it('tells a drift, which halves that take turns do not show', () => {
    const [check] = selfCheck(withRates(Array.from({ length: 12 }, (_, i) => 1 + i / 50)), HALVES);
    expect(check?.inTurns).toEqual([]);
    expect(check?.firstToSecond.map(({ figure }) => figure.id)).toContain('throughput.total');
    expect(check && renderSelfCheck(check)).toContain('so measure in turns');
  });

  it('fails where every second pair of runs is another thing', () => {
    const other = (i: number) => (i + Math.floor(i / 2)) % 2 === 1;
    const rates = Array.from({ length: 12 }, (_, i) => (other(i) ? 1.2 : 1) + i / 1000);
    const [check] = selfCheck(withRates(rates), HALVES);
    expect(check?.inTurns.length).toBeGreaterThan(0);
    expect(check?.passed).toBe(false);
  });

  it('refuses too few runs, and several stacks', () => {
    expect(() => selfCheck(series(1, 10))).toThrow(
      '"base" has 10 whole runs of mixed, and a check takes 12',
    );
    const { runs } = series(1, 12);
    const elsewhere = variedRun(30, { change: { stack: 'native' } });
    expect(() => selfCheck({ label: 'base', runs: [...runs, elsewhere] })).toThrow(
      'several stacks: dev, native',
    );
  });
});
