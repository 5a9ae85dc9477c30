import { describe, expect, it } from 'vitest';
import { exampleRun } from '../../tests/example-run';
import { newestCapacityRun, type CapacityQuery } from './known-capacity';
import type { Metrics } from '../../results/metrics';

const NOW = Date.parse('2026-01-02T12:00:00.000Z');

const run = (change: Partial<Metrics>): Metrics => exampleRun(change).metrics;
const { load, environment } = run({});
const query: CapacityQuery = {
  ...{ stack: 'dev', scenario: 'mixed', vus: 8, to: 'write', readRatio: 80, environment },
};

describe('the known capacity', () => {
  it('is that of the newest run of the same kind', () => {
    const runs = ['03:00', '09:00', '05:00'].map((time) =>
      run({ run_id: time, timestamp: `2026-01-02T${time}:00.000Z` }),
    );
    expect(newestCapacityRun(runs, query, NOW)?.run_id).toBe('09:00');
  });

  it.each<[string, Partial<Metrics>]>([
    ['of another stack', { stack: 'native' }],
    ['of another scenario', { scenario: 'read' }],
    ['at a fixed rate', { load: { ...load, model: 'open', target_rate: 10 } }],
    ['of other virtual users', { load: { ...load, vus: 4 } }],
    ['of another mix', { load: { ...load, read_ratio: 50 } }],
    ['with pauses', { profile: 'seed' }],
    ['that was stopped', { partial: true }],
    ['without a success', { success_count: 0 }],
    ['of another cluster', { environment: { ...environment, topology: 'one node' } }],
    ['of the day before', { timestamp: '2026-01-01T11:00:00.000Z' }],
  ])('is not that of a run %s', (_, change) => {
    expect(newestCapacityRun([run(change)], query, NOW)).toBeUndefined();
  });
});
