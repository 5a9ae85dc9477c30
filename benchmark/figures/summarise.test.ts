import { describe, expect, it } from 'vitest';
import { Recorder } from '../../k6-scripts/lib/recorder';
import type { Operation, OperationClass } from '../../k6-scripts/lib/operation';
import { Recording } from './recording';
import { summarise, timeseries, type Measured } from './summarise';

const operation = (name: string, operationClass: OperationClass): Operation => ({
  name,
  class: operationClass,
  description: name,
  roundTrips: 1,
  routing: 'multi-shard',
  statement: () => ({ sql: 'SELECT 1', parameters: [], rows: [0, 1] }),
});

const OPERATIONS = [operation('r', 'read'), operation('s', 'spatial'), operation('w', 'write')];

/** Runs virtual users on a clock of their own; each says what it does and when. */
function record(...users: ((user: Recorder) => void)[]): Recording {
  const recording = new Recording();
  for (const use of users) {
    const recorder = new Recorder((sample) => {
      recording.add(sample);
    });
    use(recorder);
    recorder.flush();
  }
  return recording;
}

function measured(recording: Recording, more: Partial<Measured> = {}): Measured {
  return {
    recording,
    window: { from: 1, to: 3 },
    operations: OPERATIONS,
    distributionColumn: 'region_code',
    ratePerS: null,
    droppedInRun: 0,
    ...more,
  };
}

const twoUsers = () =>
  record(
    (user) => {
      user.succeed('r', 500, 900, 1); // warm-up
      user.succeed('r', 1000, 1010, 2);
      user.succeed('s', 1100, 1130, 4);
      user.succeed('r', 2000, 2020, 6);
      user.succeed('r', 3000, 3500, 1); // after the end
    },
    (user) => {
      user.succeed('w', 1200, 1205, 10);
      user.fail('w', 2300, 2300, 'deadlock detected (SQLSTATE 40P01)');
      user.fail('r', 3300, 3300, 'unexpected EOF'); // after the end
    },
  );

describe('summarise', () => {
  it('counts what ended in the measured time, spatial reads among the reads', () => {
    const figures = summarise(measured(twoUsers()));
    expect(figures.operations).toEqual({ total: 4, read: 3, write: 1, spatial: 1 });
    expect(figures.throughput_ops_sec).toEqual({
      total: 2,
      read: 1.5,
      write: 0.5,
      spatial: 0.5,
      test_duration_sec: 2,
    });
    expect(figures).toMatchObject({
      success_count: 4,
      error_count: 1,
      success_rate: 80,
      rows_read: 12,
      rows_written: 10,
    });
  });

  it('has exact means and extremes, and percentiles of all users together', () => {
    const { read_latency_ms: read } = summarise(measured(twoUsers()));
    expect(read).toMatchObject({ count: 3, avg: 20, min: 10, max: 30 });
    expect(read.stddev).toBeCloseTo(Math.sqrt(200 / 3), 2);
    expect((read.p50 ?? 0) / 20).toBeCloseTo(1, 1);
    expect(read.p99).toBeLessThanOrEqual(30);
  });

  it('counts errors by class, SQLSTATE and operation', () => {
    const { errors, queries } = summarise(measured(twoUsers()));
    expect(errors).toEqual({
      by_class: { retryable: 1 },
      by_sqlstate: { '40P01': 1 },
      samples: [
        {
          operation: 'w',
          class: 'retryable',
          sqlstate: '40P01',
          t_s: 1,
          message: 'deadlock detected (SQLSTATE 40P01)',
        },
      ],
    });
    expect(queries.map(({ name, count, errors: failed }) => [name, count, failed])).toEqual([
      ['r', 2, 0],
      ['s', 1, 0],
      ['w', 1, 1],
    ]);
  });

  it('says null, not 0, where nothing was measured', () => {
    const figures = summarise(measured(new Recording()));
    expect(figures.success_rate).toBeNull();
    expect(figures.write_latency_ms).toMatchObject({ count: 0, avg: null, p99: null });
    expect(figures.queries[0]).toMatchObject({ count: 0, rows_avg: null });
  });

  it('keeps at most 20 error texts, of different kinds', () => {
    const recording = record((user) => {
      for (let i = 0; i < 60; i += 1)
        user.fail(`op${i % 30}`, 1500, 1500, `boom ${i} (SQLSTATE 42P01)`);
    });
    const { errors, error_count: count } = summarise(measured(recording));
    expect(count).toBe(60);
    expect(errors.samples).toHaveLength(20);
  });
});

describe('the time series', () => {
  it('has every second and adds up to the totals', () => {
    const input = measured(twoUsers());
    const series = timeseries(input);
    expect(
      series.map(({ t_s, ops, errors }) => [t_s, ops.read, ops.write, ops.spatial, errors]),
    ).toEqual([
      [0, 2, 1, 1, 0],
      [1, 1, 0, 0, 1],
    ]);
  });

  it('has no latency in a second without an answer', () => {
    const recording = record((user) => {
      user.succeed('r', 1000, 1010, 1);
    });
    expect(timeseries(measured(recording))[1]).toMatchObject({ p50: null, p99: null });
  });

  it('finds dropped arrivals where the rate was missed, and none that the generator did not drop', () => {
    const answered = (user: Recorder, startMs: number): void => {
      user.succeed('r', startMs, startMs + 1, 1);
    };
    const recording = record((user) => {
      for (let i = 0; i < 10; i += 1) answered(user, 1000 + i * 100);
      for (let i = 0; i < 4; i += 1) answered(user, 2000 + i * 100);
    });
    const dropped = (droppedInRun: number) =>
      timeseries(measured(recording, { ratePerS: 10, droppedInRun })).map(
        (second) => second.dropped,
      );
    expect(dropped(100)).toEqual([0, 6]);
    expect(dropped(2)).toEqual([0, 2]);
    expect(dropped(0)).toEqual([0, 0]);
  });
});
