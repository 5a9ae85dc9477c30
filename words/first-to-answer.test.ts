import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { firstToAnswer } from './first-to-answer';

/** Never answers, and fails when it is cancelled. */
const silent = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('cancelled'));
    });
  });

const refuses = (): Promise<never> => Promise.reject(new Error('refused'));

describe('firstToAnswer', () => {
  it('asks nobody else where the first answers', async () => {
    const asked: string[] = [];
    const answer = await firstToAnswer(['a', 'b'], (host) => {
      asked.push(host);
      return Promise.resolve(`by ${host}`);
    });
    expect([answer, asked]).toEqual(['by a', ['a']]);
  });

  it('asks the next one at once where one refuses', async () => {
    const startedAt = performance.now();
    const ask = (host: string) => (host === 'c' ? Promise.resolve('by c') : refuses());
    expect(await firstToAnswer(['a', 'b', 'c'], ask)).toBe('by c');
    expect(performance.now() - startedAt).toBeLessThan(250);
  });

  it('asks the next one beside a silent one, which is cancelled by the answer', async () => {
    const startedAt = performance.now();
    const cancelled: string[] = [];
    const answer = await firstToAnswer(['a', 'b'], (host, signal) => {
      signal.addEventListener('abort', () => cancelled.push(host));
      return host === 'a' ? silent(signal) : Promise.resolve('by b');
    });
    expect(answer).toBe('by b');
    expect(performance.now() - startedAt).toBeGreaterThan(290);
    expect(cancelled).toContain('a');
  });

  it('takes the answer of one that was slow when the next one fails', async () => {
    const ask = (host: string) => (host === 'a' ? pause(400, 'by a') : refuses());
    expect(await firstToAnswer(['a', 'b'], ask)).toBe('by a');
  });

  it('names all hosts and what each said where none answers', async () => {
    const ask = (host: string) => Promise.reject(new Error(`${host} refused`));
    await expect(firstToAnswer(['a', 'b'], ask)).rejects.toThrow(/^a: a refused; b: b refused$/);
  });

  it('fails with the only host', async () => {
    const error = new Error('refused');
    await expect(firstToAnswer(['a'], () => Promise.reject(error))).rejects.toBe(error);
  });
});
