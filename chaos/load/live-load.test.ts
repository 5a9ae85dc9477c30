import { afterEach, describe, expect, it } from 'vitest';
import { NO_JOURNAL } from '../../jobs/journal';
import { LiveLoad } from './live-load';
import type { Operation } from './operation';
import type { ProbeAck } from '../checks/writable-members';

const write = (endedAt: number): Operation => ({
  ...{ kind: 'write', group: 1, dueAt: endedAt, firstEndedAt: endedAt, endedAt },
  ...{ first: 'acked', final: 'acked', sqlstate: null, message: '' },
});
const ack = (node: string, timeline: number, endedAt: number): ProbeAck => ({
  ...{ node, group: 1, timeline, startedAt: endedAt - 1, endedAt },
});

describe('LiveLoad', () => {
  const operations: Operation[] = [];
  const probes: { acks: ProbeAck[] }[] = [{ acks: [] }, { acks: [] }];
  const live = new LiveLoad({ journal: NO_JOURNAL, operations, probes, groups: [1], startedAt: 0 });
  afterEach(() => {
    live.close();
  });

  it('keeps the sums of rounds whose operations are no longer kept', () => {
    operations.push(write(100), write(200));
    probes[0]?.acks.push(ack('a', 1, 150));
    live.endRound();
    expect([operations.length, probes[0]?.acks.length]).toEqual([0, 0]);

    operations.push(write(1300));
    probes[1]?.acks.push(ack('b', 2, 1200));
    live.endRound();
    expect(live.tallies.seconds.map(({ writes }) => writes['1']?.acked)).toEqual([2, 1]);
    expect(live.failovers).toEqual([{ at: 1200, kind: 'failover', label: 'b takes writes' }]);
  });
});
