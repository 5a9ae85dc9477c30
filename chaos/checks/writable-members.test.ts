import { describe, expect, it } from 'vitest';
import { findWritableViolations, type ProbeAck } from './writable-members';

function ack(node: string, timeline: number, startedAt: number, endedAt = startedAt + 5): ProbeAck {
  return { node, group: 1, timeline, startedAt, endedAt };
}

describe('findWritableViolations', () => {
  const before = [ack('a', 3, 0), ack('a', 3, 250), ack('a', 3, 500)];
  const after = [ack('b', 4, 2000), ack('b', 4, 2250)];

  it('finds none in an orderly failover', () => {
    expect(findWritableViolations([...after, ...before])).toEqual([]);
  });

  it('finds a write on the old timeline after the new one had writes', () => {
    const late = ack('a', 3, 2100);
    expect(findWritableViolations([...before, ...after, late])).toEqual([
      { group: 1, newer: after[0], older: late },
    ]);
  });

  it('does not blame a write that began before the new one had ended', () => {
    expect(findWritableViolations([...after, ack('a', 3, 2003, 2400)])).toEqual([]);
    expect(findWritableViolations([...after, ack('a', 3, 600, 2600)])).toEqual([]);
  });

  it('finds two members on one timeline', () => {
    expect(findWritableViolations([...before, ack('b', 3, 900)])).toMatchObject([
      { older: { node: 'b' } },
    ]);
  });

  it('keeps groups apart', () => {
    const other = { ...ack('x', 9, 10), group: 2 };
    expect(findWritableViolations([other, ...before])).toEqual([]);
  });
});
