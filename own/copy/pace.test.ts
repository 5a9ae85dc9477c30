import { expect, it } from 'vitest';
import { now } from '../../words/clock';
import { Pace } from './pace';

const { signal } = new AbortController();

async function msOfTwo(pace: Pace, parts: readonly number[]): Promise<number> {
  const startedAt = now();
  const take = async (): Promise<void> => {
    for (const bytes of parts) await pace.take(bytes, signal);
  };
  await Promise.all([take(), take()]);
  return now() - startedAt;
}

it('keeps two readers together to a rate', async () => {
  const ms = await msOfTwo(new Pace(1_000_000), [60_000, 60_000, 30_000]);
  expect(ms).toBeGreaterThan(190);
  expect(ms).toBeLessThan(2000);
});

it('waits for nothing without a limit', async () => {
  expect(await msOfTwo(new Pace(Infinity), [2 ** 40, 2 ** 40])).toBeLessThan(100);
});

it('ends by its signal', async () => {
  const stop = new AbortController();
  const taken = new Pace(1).take(2 ** 20, stop.signal);
  stop.abort();
  await expect(taken).resolves.toBeUndefined();
});
