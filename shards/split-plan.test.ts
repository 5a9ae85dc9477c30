import { describe, expect, it } from 'vitest';
import { planSplits, type ShardRange, type Split } from './split-plan';

/** The ranges that Citus gives so many shards: all alike but the last, which takes the rest. */
function made(count: number): ShardRange[] {
  const width = Math.floor(2 ** 32 / count);
  return Array.from({ length: count }, (_, id) => ({
    id,
    min: -(2 ** 31) + id * width,
    max: id === count - 1 ? 2 ** 31 - 1 : -(2 ** 31) + (id + 1) * width - 1,
  }));
}

/** The shards after some of the splits, as Citus makes them. */
function after(shards: readonly ShardRange[], splits: readonly Split[]): ShardRange[] {
  return shards.flatMap((shard) => {
    const points = splits.find(({ id }) => id === shard.id)?.points ?? [];
    const starts = [shard.min, ...points.map((point) => point + 1)];
    return starts.map((min, index) => ({
      ...{ id: shard.id * 100 + index + 1000, min },
      max: points[index] ?? shard.max,
    }));
  });
}

function splitsFor(shards: readonly ShardRange[], wanted: number) {
  const plan = planSplits(shards, wanted);
  if (plan.kind !== 'splits') throw new Error(plan.kind);
  return plan;
}

describe('planSplits', () => {
  it.each([
    [12, 24],
    [12, 48],
    [32, 64],
    [3, 4095],
    [7, 21],
  ])('gives each of %d shards equal parts to make %d', (count, wanted) => {
    const { splits, shards } = splitsFor(made(count), wanted);
    expect(shards).toBe(wanted);
    expect(splits).toHaveLength(count);
    const widths = after(made(count), splits).map(({ min, max }) => max - min + 1);
    expect(widths).toHaveLength(wanted);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBe(2 ** 32);
    expect(Math.max(...widths) - Math.min(...widths)).toBeLessThan(count + 2);
  });

  it('says where, as Citus takes it', () => {
    expect(splitsFor(made(1), 4).splits).toEqual([
      { id: 0, parts: 4, points: [-1_073_741_825, -1, 1_073_741_823] },
    ]);
  });

  it('goes on where it was cut off, and does nothing once all is done', () => {
    const { splits } = splitsFor(made(12), 36);
    const half = after(made(12), splits.slice(0, 5));
    const rest = splitsFor(half, 36);
    expect(rest).toMatchObject({ shards: 36 });
    expect(rest.splits).toHaveLength(7);
    expect(splitsFor(after(half, rest.splits), 36)).toEqual({
      ...{ kind: 'splits', splits: [], shards: 36 },
    });
  });

  it('merges nothing, and splits into like parts alone', () => {
    expect(planSplits(made(12), 6)).toEqual({ kind: 'fewer' });
    expect(planSplits(made(12), 11)).toEqual({ kind: 'fewer' });
    expect(planSplits(made(12), 13)).toEqual({ kind: 'uneven', near: [24] });
    expect(planSplits(made(12), 40)).toEqual({ kind: 'uneven', near: [36, 48] });
    const half = after(made(12), splitsFor(made(12), 24).splits.slice(0, 6));
    expect(planSplits(half, 36)).toEqual({ kind: 'uneven', near: [24, 48] });
  });

  it('leaves a tenant that stands alone as it is', () => {
    const [first, second, ...others] = made(12);
    if (first === undefined || second === undefined) throw new Error('twelve shards expected');
    const shards = [
      { ...first, max: -2_000_000_001 },
      { id: 90, min: -2_000_000_000, max: -2_000_000_000 },
      { id: 91, min: -1_999_999_999, max: first.max },
      ...[second, ...others],
    ];
    const { splits, shards: all } = splitsFor(shards, 24);
    // Of 358 million values 147 are before the tenant, which is less than one part, and 210 after it.
    expect(splits.map(({ id }) => id)).toEqual(
      made(12)
        .slice(1)
        .map(({ id }) => id),
    );
    expect(all).toBe(25);
    expect(splitsFor(shards, 12)).toMatchObject({ splits: [], shards: 14 });
  });
});
