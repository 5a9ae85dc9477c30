import { describe, expect, it } from 'vitest';
import { FailoverWatch } from '../checks/failovers';
import type { Operation } from '../load/operation';
import { chaosTimeseries, SecondTallies } from './timeseries';

function operation(change: Partial<Operation>): Operation {
  const at = change.endedAt ?? 0;
  const about = { kind: 'write', group: 1, dueAt: at, firstEndedAt: at, endedAt: at } as const;
  return { ...about, first: 'acked', final: 'acked', sqlstate: null, message: '', ...change };
}

describe('chaosTimeseries', () => {
  it('counts answers and failed first attempts in the seconds they came in', () => {
    const tallies = new SecondTallies(10_000, [1, 2]);
    for (const one of [
      operation({ endedAt: 10_100 }),
      operation({ endedAt: 12_500, firstEndedAt: 11_200, first: 'unknown' }),
      operation({ endedAt: 12_600, group: 2, first: 'dropped', final: 'dropped' }),
      operation({ endedAt: 12_700, kind: 'read-at-read' }),
      operation({ endedAt: 12_800, kind: 'transfer' }),
    ]) {
      tallies.add(one);
    }
    const { seconds, events } = chaosTimeseries('run', 10_000, tallies, [
      { at: 11_500, kind: 'fault', label: 'stop x' },
    ]);
    const none = { acked: 0, failed: 0, unknown: 0, dropped: 0 };
    expect(seconds.map(({ writes }) => writes['1'])).toEqual([
      { ...none, acked: 1 },
      { ...none, unknown: 1 },
      { ...none, acked: 1 },
    ]);
    expect(seconds[2]?.writes['2']).toEqual({ ...none, dropped: 1 });
    expect(seconds[2]?.reads).toEqual({ write: none, read: { ...none, acked: 1 } });
    expect(events).toEqual([{ t_s: 1.5, kind: 'fault', label: 'stop x' }]);
  });
});

describe('FailoverWatch', () => {
  const ack = (node: string, timeline: number, endedAt: number) => ({
    ...{ node, group: 1, timeline, startedAt: endedAt - 1, endedAt },
  });

  it('is the first write on each newer timeline', () => {
    const acks = [ack('a', 1, 10), ack('b', 2, 30), ack('a', 1, 20), ack('b', 2, 40)];
    expect(new FailoverWatch().add(acks)).toEqual([
      { at: 30, kind: 'failover', label: 'b takes writes' },
    ]);
  });
});
