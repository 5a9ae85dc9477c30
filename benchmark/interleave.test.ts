import { describe, expect, it } from 'vitest';
import { interleave } from './interleave';

describe('interleave', () => {
  it('has contenders take turns', () => {
    const order = interleave(['a', 'b'], 3);
    expect(order.map(({ contender }) => contender).join('')).toBe('ababab');
    expect(order.map(({ index }) => index)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('is a plain repetition for one', () => {
    expect(interleave(['a'], 2).map(({ index }) => index)).toEqual([0, 1]);
  });
});
