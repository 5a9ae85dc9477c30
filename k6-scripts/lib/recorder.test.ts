import { describe, expect, it } from 'vitest';
import { Recorder } from './recorder';
import { parseSample, SAMPLE_PREFIX, type Sample } from './sample';

function recording() {
  const samples: Sample[] = [];
  return { samples, recorder: new Recorder((sample) => samples.push(sample)) };
}

describe('Recorder', () => {
  it('hands out a second when the next one begins, by the time a statement ended', () => {
    const { samples, recorder } = recording();
    recorder.start(990);
    recorder.succeed('read', 990, 1002, 5);
    recorder.start(1003);
    recorder.succeed('read', 1003, 1007, 3);
    expect(samples).toEqual([{ second: 0, started: 1, operations: {}, errors: [] }]);
    recorder.start(2000);
    expect(samples[1]).toMatchObject({
      second: 1,
      started: 1,
      operations: { read: { count: 2, rows: 8, sumUs: 16_000, minUs: 4000, maxUs: 12_000 } },
    });
  });

  it('hands out the rest when asked, and nothing twice', () => {
    const { samples, recorder } = recording();
    recorder.start(100);
    recorder.succeed('write', 100, 101, 1);
    recorder.flush();
    recorder.flush();
    expect(samples).toHaveLength(1);
    expect(samples[0]?.operations['write']?.count).toBe(1);
  });

  it('counts errors by kind with the first text, cut to a bounded length', () => {
    const { samples, recorder } = recording();
    recorder.fail('read', 10, `first ${'x'.repeat(1000)} (SQLSTATE 40001)`);
    recorder.fail('read', 11, 'second (SQLSTATE 40001)');
    recorder.fail('read', 12, 'unexpected EOF');
    recorder.wrongRows('read', 13, 0);
    recorder.flush();
    const errors = samples[0]?.errors ?? [];
    expect(errors.map(({ errorClass, sqlstate, count }) => [errorClass, sqlstate, count])).toEqual([
      ['retryable', '40001', 2],
      ['connection', null, 1],
      ['wrong_rows', null, 1],
    ]);
    expect(errors[0]?.message).toMatch(/^first x+/);
    expect(errors[0]?.message.length).toBeLessThanOrEqual(300);
  });
});

describe('parseSample', () => {
  const sample: Sample = { second: 3, started: 1, operations: {}, errors: [] };

  it('reads what was written', () => {
    expect(parseSample(SAMPLE_PREFIX + JSON.stringify(sample))).toEqual(sample);
  });

  it('passes over other lines and lines that were cut off', () => {
    expect(parseSample('level=warning something')).toBeUndefined();
    expect(parseSample(`${SAMPLE_PREFIX}{"second":3,"sta`)).toBeUndefined();
  });
});
