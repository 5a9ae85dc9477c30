import { seededRandom } from '../../k6-scripts/lib/random';
import { groupBy } from '../group-by';
import type { ParameterTexts } from './make-sets';
import type { Link } from './transactions';

/**
 * Sets of values for all statements of a transaction: of each statement one that agrees with those before,
 * where its pool has one; else one that is made to.
 */
export function transactionSets(
  pools: readonly (readonly ParameterTexts[])[],
  links: readonly Link[],
): ParameterTexts[][] {
  const random = seededRandom(1);
  const indexed = pools.map((pool, statement) => {
    const own = links.filter(({ to }) => to[0] === statement);
    const keyOf = (set: ParameterTexts) => JSON.stringify(own.map(({ to }) => set[to[1]] ?? null));
    return { own, pool, byKey: groupBy(pool, keyOf) };
  });
  return (pools[0] ?? []).map((first) => {
    const sets: ParameterTexts[] = [first];
    for (const { own, pool, byKey } of indexed.slice(1)) {
      const wanted = own.map(({ from }) => sets[from[0]]?.[from[1]] ?? null);
      const agreeing = byKey.get(JSON.stringify(wanted));
      if (agreeing !== undefined) sets.push(random.pick(agreeing));
      else {
        const set = [...random.pick(pool)];
        for (const [i, { to }] of own.entries()) set[to[1]] = wanted[i] ?? null;
        sets.push(set);
      }
    }
    return sets;
  });
}
