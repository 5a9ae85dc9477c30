import { groupBy } from '../group-by';
import type { ParameterTexts } from './make-sets';

/**
 * Sets of values, as many as there are, that ask for keys as unevenly as somebody did: the key that most asked for
 * as often as that, and so on. Where there are keys for fewer than were asked for, as of a sample, each stands for
 * its part of them: of two, one for the half that was asked for more.
 *
 * @param parameter which one is the key, from 0
 * @param asked the key of each call
 */
export function followKeys(
  sets: readonly ParameterTexts[],
  parameter: number,
  asked: readonly string[],
): readonly ParameterTexts[] {
  if (asked.length === 0) return sets;
  const calls = new Map(
    [...groupBy(asked, (key) => key)].map(([key, { length }]) => [key, length]),
  );
  const counts = [...calls.values()].sort((one, other) => other - one);
  const keys = [...groupBy(sets, (set) => set[parameter] ?? '')]
    .map(([key, own]) => ({ own, asked: calls.get(key) ?? 0 }))
    .sort((one, other) => other.asked - one.asked || other.own.length - one.own.length)
    .slice(0, counts.length);
  const until = (rank: number): number => {
    const callsUntil = sumOfFirst(counts, (rank / keys.length) * counts.length);
    return Math.round((callsUntil / asked.length) * sets.length);
  };
  return keys.flatMap(({ own }, rank) =>
    Array.from({ length: until(rank + 1) - until(rank) }, (_, n) => own[n % own.length] ?? []),
  );
}

/** @param first how many, of the last of them a part */
function sumOfFirst(counts: readonly number[], first: number): number {
  return counts.reduce(
    (sum, count, index) => sum + count * Math.min(1, Math.max(0, first - index)),
    0,
  );
}
