import { describe, expect, it } from 'vitest';
import { regionCodes } from '../../dataset/region';
import { vehicleDataset } from './dataset';
import { OPERATIONS, READ_OPERATIONS, sampleStatements, SPATIAL_OPERATIONS } from './operations';
import { seededRandom } from './random';
import { spreadChoice, weightedChoice, type WeightedOperation } from './scenario';
import mixed from '../scenarios/mixed';
import read from '../scenarios/read';

const dataset = vehicleDataset(regionCodes(64));

function share(mix: readonly WeightedOperation[], has: (name: string) => boolean): number {
  const weight = (of: readonly WeightedOperation[]) => of.reduce((sum, x) => sum + x.weight, 0);
  return (100 * weight(mix.filter(({ operation }) => has(operation.name)))) / weight(mix);
}

const names = (operations: typeof OPERATIONS) => operations.map(({ name }) => name);
const isSpatial = (name: string) => names(SPATIAL_OPERATIONS).includes(name);
const isRead = (name: string) => isSpatial(name) || names(READ_OPERATIONS).includes(name);

describe('every operation', () => {
  it('has a name of its own', () => {
    expect(new Set(names(OPERATIONS)).size).toBe(OPERATIONS.length);
  });

  it.each(OPERATIONS.map((operation) => [operation.name, operation] as const))(
    '%s numbers its parameters from $1 without a gap and takes no empty range of rows',
    (_, operation) => {
      const random = seededRandom(9);
      for (let i = 0; i < 50; i += 1) {
        const { sql, parameters, rows } = operation.statement({
          random,
          dataset,
          nowMs: 1e12,
          user: 1,
          users: 1,
        });
        const used = new Set([...sql.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));
        expect([...used].sort((a, b) => a - b)).toEqual(parameters.map((_p, n) => n + 1));
        expect(rows[0]).toBeLessThanOrEqual(rows[1]);
        expect(
          parameters.every((value) => typeof value === 'string' || Number.isFinite(value)),
        ).toBe(true);
      }
    },
  );

  it('draws the same statements from the same seed', () => {
    const options = { regions: regionCodes(3), seed: 5, nowMs: 1_700_000_000_000 };
    expect(sampleStatements(options)).toEqual(sampleStatements(options));
    expect(sampleStatements({ ...options, seed: 6 })).not.toEqual(sampleStatements(options));
  });
});

describe('the mixes', () => {
  it.each([
    [80, 80, 30],
    [20, 20, 20],
    [100, 100, 30],
    [0, 0, 0],
  ])('at a read ratio of %d are %d %% reads, %d %% of all spatial', (readRatio, reads, spatial) => {
    const mix = mixed.mix({ readRatio });
    expect(share(mix, isRead)).toBeCloseTo(reads);
    expect(share(mix, isSpatial)).toBeCloseTo(spatial);
  });

  it('of the read scenario has no write', () => {
    expect(share(read.mix({ readRatio: 0 }), isRead)).toBe(100);
  });

  it('are drawn by weight', () => {
    const choose = weightedChoice(mixed.mix({ readRatio: 80 }));
    const random = seededRandom(11);
    const draws = 50_000;
    let reads = 0;
    for (let i = 0; i < draws; i += 1) if (isRead(choose(random).name)) reads += 1;
    const deviation = Math.sqrt(draws * 0.8 * 0.2);
    expect(Math.abs(reads - 0.8 * draws)).toBeLessThan(5 * deviation);
  });

  it('are spread: each comes in every stretch of its own', () => {
    const mix = mixed.mix({ readRatio: 80 });
    const choose = spreadChoice(mix);
    const random = seededRandom(11);
    const total = mix.reduce((sum, { weight }) => sum + weight, 0);
    const drawn = Array.from({ length: 10_000 }, () => choose(random).name);
    for (const { operation, weight } of mix.filter((one) => one.weight > 0)) {
      const stretch = total / weight;
      const at = drawn.flatMap((name, i) => (name === operation.name ? [i] : []));
      expect(Math.abs(at.length - drawn.length / stretch)).toBeLessThanOrEqual(2);
      // At the end of one stretch and at the beginning of the next are the most and the least between two.
      const gaps = at.slice(1).map((one, i) => one - (at[i] ?? 0));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * stretch + mix.length);
      expect(new Set(gaps).size).toBeGreaterThan(stretch / 2);
    }
    expect(() => spreadChoice([])).toThrow(/positive weight/);
  });

  it('never draw an operation of weight 0, and need one with more', () => {
    const choose = weightedChoice(mixed.mix({ readRatio: 0 }));
    const random = seededRandom(12);
    for (let i = 0; i < 1000; i += 1) expect(isRead(choose(random).name)).toBe(false);
    expect(() => weightedChoice([])).toThrow(/positive weight/);
  });
});
