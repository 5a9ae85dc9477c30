import { describe, expect, it } from 'vitest';
import { forEachAtOnce } from './at-once';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('forEachAtOnce', () => {
  it('does each once, some at a time, and keeps their order', async () => {
    let running = 0;
    let most = 0;
    const items = Array.from({ length: 200 }, (_, index) => index);
    const doubled = await forEachAtOnce(items, async (item) => {
      running += 1;
      most = Math.max(most, running);
      for (let turns = item % 3; turns >= 0; turns -= 1) await turn();
      running -= 1;
      return item * 2;
    });
    expect(doubled).toEqual(items.map((item) => item * 2));
    expect(most).toBe(32);
  });

  it('is held up by one that hangs in nothing but the end', async () => {
    const begun = new Set<number>();
    let release: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => (release = resolve));
    const items = Array.from({ length: 200 }, (_, index) => index);
    const all = forEachAtOnce(items, async (item) => {
      begun.add(item);
      await (item === 0 ? hanging : turn());
    });
    while (begun.size < items.length) await turn();
    release();
    await all;
  });

  it('throws what one throws and begins no other', async () => {
    let begun = 0;
    const items = Array.from({ length: 200 }, (_, index) => index);
    const all = forEachAtOnce(items, async (item) => {
      begun += 1;
      await turn();
      if (item === 0) throw new Error('no');
    });
    await expect(all).rejects.toThrow('no');
    for (let turns = 0; turns < 9; turns += 1) await turn();
    expect(begun).toBeLessThanOrEqual(64);
  });
});
