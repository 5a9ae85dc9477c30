import { describe, expect, it } from 'vitest';
import { regionCodes } from '../../dataset/region';
import { vehicleDataset } from './dataset';
import { seededRandom } from './random';
import { anyRegion, oneOfFirst, zipfian, type RegionChoice } from './region-choice';

const DRAWS = 40_000;

/** How often each region is drawn. */
function shares(choice: RegionChoice, regions: number): number[] {
  const dataset = vehicleDataset(regionCodes(regions));
  const context = { random: seededRandom(5), dataset, nowMs: 0, user: 1, users: 1 };
  const counts = new Map(dataset.regions.map((region) => [region, 0]));
  for (let i = 0; i < DRAWS; i += 1) {
    const region = choice(context);
    counts.set(region, (counts.get(region) ?? NaN) + 1);
  }
  return [...counts.values()].map((count) => count / DRAWS);
}

/** Five standard deviations of a share. */
const spread = (share: number): number => 5 * Math.sqrt((share * (1 - share)) / DRAWS);

describe('regions', () => {
  it('are drawn alike', () => {
    for (const share of shares(anyRegion, 8))
      expect(Math.abs(share - 1 / 8)).toBeLessThan(spread(1 / 8));
  });

  it("are drawn by Zipf's law", () => {
    const harmonic = Array.from({ length: 16 }, (_, i) => (i + 1) ** -0.99);
    const total = harmonic.reduce((sum, weight) => sum + weight, 0);
    shares(zipfian(0.99), 16).forEach((share, i) => {
      const wanted = (harmonic[i] ?? NaN) / total;
      expect(Math.abs(share - wanted)).toBeLessThan(spread(wanted));
    });
  });

  it('are drawn among the first alone, of which there may be fewer', () => {
    const [a, b, c, ...others] = shares(oneOfFirst(3), 8);
    expect(Math.min(a ?? 0, b ?? 0, c ?? 0)).toBeGreaterThan(0.3);
    expect(others.every((share) => share === 0)).toBe(true);
    expect(shares(oneOfFirst(3), 2).every((share) => share > 0.4)).toBe(true);
  });
});
