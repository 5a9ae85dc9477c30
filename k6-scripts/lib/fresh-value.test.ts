import { describe, expect, it } from 'vitest';
import { vehicleDataset } from './dataset';
import { freshValue } from './fresh-value';
import { seededRandom } from './random';
import type { FreshParameter } from './recorded-workload';

const of = (kind: FreshParameter['kind'], user: number, length: number | null = null) =>
  freshValue({ index: 0, kind, from: 5000, length }, 'ann@example.org', {
    ...{ random: seededRandom(1), dataset: vehicleDataset([]), nowMs: 1_600_000_000_000 },
    ...{ user, users: 5 },
  });

describe('a value that no other row has', () => {
  it.each(['integer', 'number', 'text', 'uuid'] as const)('%s', (kind) => {
    const drawn = Array.from({ length: 500 }, (_, i) => of(kind, 1 + (i % 5)));
    expect(new Set(drawn).size).toBe(500);
  });

  it('fits its column', () => {
    const integer = of('integer', 3);
    expect(integer).toBeGreaterThan(5000);
    expect(integer).toBeLessThan(2 ** 31);
    expect(of('text', 3)).toMatch(/-ann@example\.org$/);
    expect(of('text', 3, 20)).toHaveLength(20);
    expect(of('uuid', 3)).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(BigInt(String(of('number', 3)))).toBeLessThan(2n ** 63n);
  });
});
