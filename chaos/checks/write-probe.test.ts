import { describe, expect, it } from 'vitest';
import { ProbeReader } from './write-probe';

const node = { name: 'worker-1-a', group: 1 };

function read(...lines: string[]) {
  const reader = new ProbeReader(node);
  return lines.map((line) => reader.read(line)).at(-1);
}

describe('ProbeReader', () => {
  it('takes a write with its timeline and times', () => {
    expect(read('begun|0000001A|1700000000000.5|0/3B9D4F8', 'ended|1700000000003.0')).toEqual({
      done: true,
      ack: {
        node: 'worker-1-a',
        group: 1,
        timeline: 26,
        startedAt: 1.7e12 + 0.5,
        endedAt: 1.7e12 + 3,
      },
    });
  });

  it('takes none of a standby', () => {
    expect(read('begun||1700000000000.5|', 'ended|1700000000003.0')).toEqual({ done: true });
  });

  it('takes none that was committed without its standby', () => {
    const warning = 'WARNING:  canceling wait for synchronous replication due to user request';
    expect(read(warning, 'begun|00000001|1.0|0/1', 'ended|2.0')).toEqual({ done: true });
    expect(read('begun|00000001|1.0|0/1', warning, 'ended|2.0')).toEqual({ done: true });
  });

  it('takes none that failed, and the next one again', () => {
    const reader = new ProbeReader(node);
    reader.read('ERROR:  cannot execute in a read-only transaction');
    expect(reader.read('ended|2.0')).toEqual({ done: true });
    reader.read('begun|00000001|1.0|0/1');
    expect(reader.read('ended|2.0').ack).toBeDefined();
  });
});
