import { describe, expect, it } from 'vitest';
import { longestGap } from './gap';

const window = { from: 0, to: 1000 };

describe('longestGap', () => {
  it('is from the last success before the gap to the first after it', () => {
    const successes = [100, 200, 300, 750, 800, 900, 990];
    expect(longestGap(successes, window, 320)).toEqual({
      from: 300,
      to: 750,
      ms: 450,
      open: false,
    });
  });

  it('takes successes in any order', () => {
    expect(longestGap([900, 100, 750, 300, 990], window, 320).ms).toBe(450);
  });

  it('leaves out gaps that ended before the fault', () => {
    expect(longestGap([0, 400, 450, 500, 600, 700, 800, 900, 1000], window, 460)).toMatchObject({
      ms: 100,
    });
  });

  it('counts a gap that began before the fault and ended after it', () => {
    expect(longestGap([100, 600, 700, 800, 900, 1000], window, 300)).toMatchObject({
      from: 100,
      ms: 500,
    });
  });

  it('is open to the end where nothing succeeded any more', () => {
    expect(longestGap([100, 200], window, 250)).toEqual({
      from: 200,
      to: 1000,
      ms: 800,
      open: true,
    });
  });

  it('is the whole window without any success', () => {
    expect(longestGap([], window, 250)).toEqual({ from: 0, to: 1000, ms: 1000, open: true });
  });

  it('leaves out successes outside the window', () => {
    expect(longestGap([-5, 900, 1500], window, 250)).toMatchObject({ from: 0, to: 900 });
  });
});
