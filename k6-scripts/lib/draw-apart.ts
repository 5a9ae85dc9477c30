import type { StatementContext } from './operation';

/**
 * Draws from a pool, so that no two virtual users ever draw the same values. A user without any of its own, as
 * there are fewer than users, draws from all.
 *
 * @param valuesOf what of an item must differ
 * @returns to be called by one user alone, as each has its own JavaScript engine
 */
export function drawApart<T>(
  pool: readonly T[],
  valuesOf: (item: T) => string,
): (context: StatementContext) => T {
  let own: readonly number[] | undefined;
  return ({ random, user, users }) => {
    own ??= [...pool.keys()].filter(
      (index) => hashOf(valuesOf(pool[index] as T)) % users === user % users,
    );
    return own.length === 0 ? random.pick(pool) : (pool[random.pick(own)] as T);
  };
}

/** FNV-1a (Fowler, Noll, Vo) of a text's UTF-16 units, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
