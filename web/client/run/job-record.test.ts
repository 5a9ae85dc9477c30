import { describe, expect, it } from 'vitest';
import type { JournalLine, RunLine } from '../../../jobs/journal-line';
import { JobRecord, MOST_LINES } from './job-record';
import { chaosWritesOf, cpuOf, latencyOf, throughputOf, WINDOW_S } from './live-data';

const run: RunLine = {
  type: 'run',
  index: 0,
  of: 2,
  stack: 'dev',
  scenario: 'mixed',
  model: 'closed',
  vus: 8,
  ratePerS: null,
  warmupS: 2,
  durationS: 30,
  startedAt: '2026-01-02T03:04:05.000Z',
};

const second = (t_s: number, read = 10): JournalLine => ({
  type: 'second',
  second: { t_s, ops: { read, write: 2, spatial: 3 }, errors: 0, dropped: 0, p50: 1, p99: 5 },
});

function after(...lines: readonly JournalLine[]): JobRecord {
  const record = new JobRecord();
  for (const line of lines) record.add(line);
  return record;
}

describe('the record of a job', () => {
  it('has a value for each second, the warm-up too, and none where none was told', () => {
    const record = after(run, second(-1), second(0, 20), second(2, 30), second(0, 21));
    const { seconds, columns } = throughputOf(record);
    expect(seconds).toEqual([-1, 0, 1, 2]);
    expect(columns[0]).toEqual({ label: 'reads', values: [10, 21, null, 30] });
    expect(latencyOf(record).columns.map(({ label }) => label)).toEqual(['p50', 'p99']);
  });

  it('begins anew with the next run', () => {
    const record = after(
      run,
      second(0),
      { type: 'event', event: { t_s: 0, kind: 'fault', label: 'kill' } },
      { type: 'cpu', t_s: 0, cpu: { 'worker-1-a': 12 } },
      { ...run, index: 1 },
    );
    expect(throughputOf(record).seconds).toEqual([]);
    expect(cpuOf(record)).toEqual({ seconds: [], columns: [] });
    expect(record.events).toEqual([]);
  });

  it('has a line for each container that was seen', () => {
    const record = after(
      { type: 'cpu', t_s: 0, cpu: { b: 1 } },
      { type: 'cpu', t_s: 1, cpu: { a: 2, b: 3 } },
    );
    expect(cpuOf(record).columns).toEqual([
      { label: 'a', values: [null, 2] },
      { label: 'b', values: [1, 3] },
    ]);
  });

  it('shows the newest seconds of a long run', () => {
    const record = after(run, ...Array.from({ length: 2 * WINDOW_S }, (_, t) => second(t)));
    const { seconds } = throughputOf(record);
    expect(seconds).toHaveLength(WINDOW_S);
    expect(seconds.at(-1)).toBe(2 * WINDOW_S - 1);
  });

  it('sums up what a chaos run did not get acknowledged', () => {
    const tally = (acked: number, failed: number) => ({ acked, failed, unknown: 1, dropped: 0 });
    const record = after(
      { type: 'load', groups: [1, 2], startedAt: run.startedAt },
      {
        type: 'chaos-second',
        second: {
          t_s: 0,
          writes: { '1': tally(9, 1), '2': tally(10, 0) },
          reads: { write: tally(5, 0), read: tally(5, 0) },
        },
      },
    );
    expect(chaosWritesOf(record).columns).toEqual([
      { label: 'worker 1', values: [9] },
      { label: 'worker 2', values: [10] },
      { label: 'not acknowledged', values: [3] },
    ]);
  });

  it('keeps the newest lines of output', () => {
    const lines = Array.from({ length: 2 * MOST_LINES }, (_, i): JournalLine => ({
      type: 'output',
      at: run.startedAt,
      text: String(i),
    }));
    const { output } = after(...lines);
    expect(output.length).toBeGreaterThanOrEqual(MOST_LINES);
    expect(output.length).toBeLessThanOrEqual(1.2 * MOST_LINES);
    expect(output.at(-1)?.text).toBe(String(2 * MOST_LINES - 1));
  });
});
