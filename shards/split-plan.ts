/** A shard's part of the hash values, both ends included: from -2³¹ to 2³¹ - 1 in all. */
export interface ShardRange {
  readonly id: number;
  readonly min: number;
  readonly max: number;
}

/** A shard that is split. */
export interface Split {
  readonly id: number;
  /** Shards that it becomes. */
  readonly parts: number;
  /** The last hash value of every part but the last, as Citus takes it. */
  readonly points: readonly number[];
}

/** How a table gets another number of shards by splits. */
export type SplitPlan =
  | { readonly kind: 'splits'; readonly splits: readonly Split[]; readonly shards: number }
  /** Shards are never merged. */
  | { readonly kind: 'fewer' }
  /** Some shard would have to be split into parts that are not alike; `near` can be had. */
  | { readonly kind: 'uneven'; readonly near: readonly number[] };

/** Hash values in all. */
const VALUES = 2 ** 32;

/** How far from a whole number of parts a shard may be: Citus's own ranges are a few values apart. */
const TOLERANCE = 1e-3;

/** Farthest that a number of shards is looked for that can be had. */
const SEARCH = 4096;

/**
 * Which shards are split, and where, for a table to have so many of one size. What was split before, by a
 * plan that was cut off, has its size already. A shard of one value is a tenant that stands alone: it and
 * what is left beside it are of any size, and do not count.
 *
 * @param shards all of the table's
 * @param wanted shards if there were no tenant alone
 */
export function planSplits(shards: readonly ShardRange[], wanted: number): SplitPlan {
  const sorted = [...shards].sort((one, other) => one.min - other.min);
  const regular = sorted.filter((_, index) => !isBesideAlone(sorted, index));
  if (wanted < regular.length) return { kind: 'fewer' };
  if (!fits(regular, wanted)) return { kind: 'uneven', near: countsNear(regular, wanted) };
  const splits = sorted.map((shard) => splitOf(shard, wanted));
  return {
    kind: 'splits',
    splits: splits.filter(({ parts }) => parts > 1),
    shards: splits.reduce((sum, { parts }) => sum + parts, 0),
  };
}

/** Whether a shard holds one hash value alone. */
export function isAlone({ min, max }: Pick<ShardRange, 'min' | 'max'>): boolean {
  return min === max;
}

function isBesideAlone(sorted: readonly ShardRange[], index: number): boolean {
  return sorted.slice(Math.max(0, index - 1), index + 2).some(isAlone);
}

/** How many shards of the wanted size a shard has room for. */
function room({ min, max }: ShardRange, wanted: number): number {
  return ((max - min + 1) * wanted) / VALUES;
}

function fits(shards: readonly ShardRange[], wanted: number): boolean {
  return shards.every((shard) => {
    const parts = room(shard, wanted);
    return Math.round(parts) >= 1 && Math.abs(parts - Math.round(parts)) < TOLERANCE;
  });
}

function splitOf(shard: ShardRange, wanted: number): Split {
  const { id, min, max } = shard;
  const parts = Math.max(1, Math.round(room(shard, wanted)));
  const points = Array.from(
    { length: parts - 1 },
    (_, index) => min + Math.floor(((max - min + 1) * (index + 1)) / parts) - 1,
  );
  return { id, parts, points };
}

/** The next smaller and larger numbers that can be had, and would split something. */
function countsNear(shards: readonly ShardRange[], wanted: number): number[] {
  const can = (count: number): boolean =>
    fits(shards, count) && shards.some((shard) => splitOf(shard, count).parts > 1);
  const search = (step: -1 | 1): number[] => {
    for (let count = wanted + step; count > 0 && count <= SEARCH * 2; count += step) {
      if (can(count)) return [count];
    }
    return [];
  };
  return [...search(-1), ...search(1)];
}
