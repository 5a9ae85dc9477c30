import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { abortAfter } from './abort-after';

setFlagsFromString('--expose-gc');
const freeMemory = runInNewContext('gc') as () => void;

describe('a signal that aborts after a while', () => {
  let freeing: NodeJS.Timeout;
  beforeEach(() => {
    freeing = setInterval(freeMemory, 5);
  });
  afterEach(() => {
    clearInterval(freeing);
  });

  it('does so whatever memory is freed meanwhile', async () => {
    const signal = AbortSignal.any([abortAfter(100), new AbortController().signal]);
    await once(signal, 'abort');
    expect((signal.reason as Error).name).toBe('TimeoutError');
  });

  it('does so with one of others, for its reason', async () => {
    const other = new AbortController();
    const signal = abortAfter(60_000, new AbortController().signal, other.signal);
    setTimeout(() => {
      other.abort(new Error('enough'));
    }, 50);
    await once(signal, 'abort');
    expect(signal.reason).toEqual(new Error('enough'));
    expect(abortAfter(60_000, other.signal).aborted).toBe(true);
  });
});
