/**
 * P values of several tests of one family, adjusted so that one below α is a finding at α for the
 * whole family: the k-th smallest of m is multiplied by m - k + 1, and none is below a smaller one's
 * (Holm, A simple sequentially rejective multiple test procedure, 1979).
 *
 * @param ps in any order, each 0 to 1
 * @returns the adjusted ones in the same order
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(ps.length);
  let least = 0;
  order.forEach(({ p, index }, place) => {
    least = Math.max(least, Math.min(1, p * (ps.length - place)));
    adjusted[index] = least;
  });
  return adjusted;
}
