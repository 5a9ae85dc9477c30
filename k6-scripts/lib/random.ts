/** A source of uniform pseudo-random numbers; the same seed gives the same numbers. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A number in [min, max). */
  between(min: number, max: number): number;
  /** A whole number from min to max, both included. */
  whole(min: number, max: number): number;
  /** One of the items. */
  pick<T>(items: readonly T[]): T;
}

// Looked up once: k6's JavaScript engine takes as long for the two names as for the call.
const { floor } = Math;

/**
 * A generator of the sfc32 family (Chris Doty-Humphrey, PractRand): 128 bits of state, 32-bit
 * operations alone, so that it is fast in any JavaScript engine.
 *
 * @param seed any whole number
 * @param stream numbers of different streams of one seed are independent, e.g. one a virtual user
 */
export function seededRandom(seed: number, stream = 0): Random {
  let a = seed | 0;
  let b = stream | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;

  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  // The first outputs still show the seed's bit pattern.
  for (let i = 0; i < 15; i += 1) next();

  const whole = (min: number, max: number): number => min + floor(next() * (max - min + 1));
  return {
    next,
    between: (min, max) => min + next() * (max - min),
    whole,
    pick: <T>(items: readonly T[]): T => items[whole(0, items.length - 1)] as T,
  };
}
