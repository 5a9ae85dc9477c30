import { describe, expect, it } from 'vitest';
import { stuckSessions } from './worker-stuck-sessions';

const A = { pid: 1, since: 'then' };
const B = { pid: 2, since: 'then' };

describe('stuckSessions', () => {
  it('takes those that wait for no living worker in two looks', () => {
    expect(stuckSessions([A, B], [A, B], [[2], []])).toEqual([A]);
  });

  it('spares those seen for the first time, or in another statement by now', () => {
    expect(stuckSessions([B], [A, { ...B, since: 'now' }], [[], []])).toEqual([]);
  });

  it('ends none while a living worker does not say what it works at', () => {
    expect(stuckSessions([A], [A], [[], undefined])).toEqual([]);
  });
});
