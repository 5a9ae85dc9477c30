import { describe, expect, it } from 'vitest';
import { statusFaults, type StatusSample } from './status-probe';

const window = { faultAt: 10_000, goneAt: 10_000, healingAt: 20_000, gone: ['worker-1-a'] };

function sample(askedAt: number, primary: string, tookMs = 20, error: string | null = null) {
  const primaries = [{ name: primary, group: 1 }];
  const answer: StatusSample = {
    ...{
      askedAt,
      answeredAt: askedAt + tookMs,
      primaries,
      redundant: [],
      fromManager: true,
      error,
    },
  };
  return answer;
}

describe('statusFaults', () => {
  it('finds nothing wrong with a status that follows the failover', () => {
    const samples = [
      sample(9000, 'worker-1-a'),
      sample(12_500, 'worker-1-a'),
      sample(13_500, 'worker-1-b'),
      sample(25_000, 'worker-1-a'),
    ];
    expect(statusFaults(samples, window)).toEqual([]);
  });

  it('finds a dead node that is still called primary', () => {
    expect(statusFaults([sample(13_500, 'worker-1-a')], window)).toEqual([
      'the status named worker-1-a as primary 3.5 s after the fault',
    ]);
  });

  it('finds one that is late, and one that is none', () => {
    expect(statusFaults([sample(11_000, 'worker-1-b', 2100)], window)).toEqual([
      'a status took 2100 ms, 1.0 s after the fault',
    ]);
    expect(statusFaults([sample(11_000, 'worker-1-b', 10, 'boom')], window)).toEqual([
      'no status 1.0 s after the fault: boom',
    ]);
  });
});
