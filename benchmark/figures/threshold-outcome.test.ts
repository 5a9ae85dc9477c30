import { describe, expect, it } from 'vitest';
import { exampleRun } from '../../tests/example-run';
import type { Metrics } from '../../results/metrics';
import { parseThreshold } from './threshold';
import { describeOutcome, judge } from './threshold-outcome';

const { metrics } = exampleRun();

function outcome(expression: string, run: Metrics = metrics) {
  const [only] = judge([parseThreshold(expression)], run);
  if (only === undefined) throw new Error('one threshold has one outcome');
  return only;
}

describe('judge', () => {
  it('takes the figures of classes and operations', () => {
    const insert = metrics.queries.find(({ name }) => name === 'single_insert');
    expect(outcome('write.p99>1ms').value).toBe(metrics.write_latency_ms.p99);
    expect(outcome('single_insert.avg>1ms').value).toBe(insert?.latency_ms.avg);
    expect(outcome('single_insert.throughput<1').value).toBe(insert?.throughput_ops_sec);
    expect(outcome('read.throughput<1').value).toBe(metrics.throughput_ops_sec.read);
    expect(outcome('errors>0').value).toBe(metrics.error_count);
    expect(metrics.error_count).toBeGreaterThan(0);
    const errors = (part: string) => outcome(`${part}.errors>0`).value ?? 0;
    expect(errors('read') + errors('write')).toBe(metrics.error_count);
  });

  it('merges reads and writes for the figures of all', () => {
    const { read_latency_ms: read, write_latency_ms: write } = metrics;
    const between = [read.p99 ?? 0, write.p99 ?? 0].sort((a, b) => a - b) as [number, number];
    const all = outcome('p99>1ms').value ?? 0;
    expect(all).toBeGreaterThanOrEqual(between[0]);
    expect(all).toBeLessThanOrEqual(between[1]);
    expect(outcome('max>1ms').value).toBe(Math.max(read.max ?? 0, write.max ?? 0));
    const mean =
      (read.count * (read.avg ?? 0) + write.count * (write.avg ?? 0)) / (read.count + write.count);
    expect(outcome('avg>1ms').value).toBeCloseTo(mean, 2);
  });

  it('breaks exactly where the condition is met', () => {
    const run = exampleRun({ error_count: 5, dropped_iterations: 0 }).metrics;
    expect(outcome('errors>5', run).broken).toBe(false);
    expect(outcome('errors>=5', run).broken).toBe(true);
    expect(outcome('errors<=5', run).broken).toBe(true);
    expect(outcome('errors<5', run).broken).toBe(false);
    expect(outcome('dropped>0', run).broken).toBe(false);
  });

  it('counts errors in percent of what was tried', () => {
    const operations = { total: 300, read: 300, write: 0, spatial: 0 };
    const run = exampleRun({ operations, error_count: 100 }).metrics;
    expect(outcome('error_rate>24.9%', run)).toMatchObject({ value: 25, broken: true });
  });

  it('is broken by what was not measured', () => {
    const none = { count: 0, avg: null, min: null, max: null, stddev: null };
    const latency = { ...none, p50: null, p90: null, p95: null, p99: null, p999: null };
    const run = exampleRun({ read_latency_ms: latency, write_latency_ms: latency }).metrics;
    for (const expression of ['read.p99>1s', 'p99>1s', 'p99<1s']) {
      expect(outcome(expression, run)).toMatchObject({ value: null, broken: true });
    }
    expect(describeOutcome(outcome('p99>1s', run))).toBe('p99>1s: nothing was measured');
  });

  it('is told with the value and its unit', () => {
    const run = exampleRun({ error_count: 1234 }).metrics;
    expect(describeOutcome(outcome('errors>0', run))).toBe('errors>0: 1,234 measured');
    const latency = { ...run.write_latency_ms, p99: 61.25 };
    expect(describeOutcome(outcome('write.p99>0.05s', { ...run, write_latency_ms: latency }))).toBe(
      'write.p99>0.05s: 61.25 ms measured',
    );
  });
});
