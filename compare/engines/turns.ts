/** A stay with one contender, in which the whole suite is measured once. */
export interface Stay<T> {
  readonly contender: T;
  /** From 0. */
  readonly round: number;
}

/**
 * The order in which contenders are measured: each round in the reverse order of the one before
 * (ABC CBA ABC), so that a steady drift befalls all alike, and as few switches as possible are
 * made: a round begins with the contender that is at work already.
 *
 * @param rounds how often each is measured
 */
export function planStays<T>(contenders: readonly T[], rounds: number): Stay<T>[] {
  return Array.from({ length: rounds }, (_, round) => {
    const order = round % 2 === 0 ? contenders : [...contenders].reverse();
    return order.map((contender) => ({ contender, round }));
  }).flat();
}
