import { describe, expect, it } from 'vitest';
import { stillThere, unservedSessions } from './stuck-sessions';

const A = { pid: 1, since: 'then' };
const B = { pid: 2, since: 'then' };

describe('unservedSessions', () => {
  it('are those that no living worker works for', () => {
    expect(unservedSessions([A, B], [[2], []])).toEqual([A]);
  });

  it('are not known while a living worker does not say what it works at', () => {
    expect(unservedSessions([A], [[], undefined])).toBeUndefined();
  });
});

describe('stillThere', () => {
  it('spares those seen for the first time, or in another statement by now', () => {
    expect(stillThere([A, B], [A, { ...B, since: 'now' }, { pid: 3, since: 'then' }])).toEqual([A]);
  });
});
