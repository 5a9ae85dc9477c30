import { describe, expect, it } from 'vitest';
import { bucketIndex } from './histogram';
import { Recorder } from './recorder';
import { parseSample, SAMPLE_PREFIX, type Sample } from './sample';

function recording() {
  const samples: Sample[] = [];
  return { samples, recorder: new Recorder((sample) => samples.push(sample)) };
}

describe('Recorder', () => {
  it('hands out a second when the next one begins, by the time a statement ended', () => {
    const { samples, recorder } = recording();
    recorder.succeed('read', 990, 1002, 5);
    recorder.succeed('read', 1003, 1007, 3);
    expect(samples).toEqual([{ second: 0, started: 1, operations: {}, errors: [] }]);
    recorder.succeed('read', 2000, 2001, 4);
    expect(samples[1]).toMatchObject({
      second: 1,
      started: 1,
      operations: { read: { count: 2, rows: 8, sumUs: 16_000, minUs: 4000, maxUs: 12_000 } },
    });
  });

  it('hands out the rest when asked, and nothing twice', () => {
    const { samples, recorder } = recording();
    recorder.succeed('write', 100, 101, 1);
    recorder.flush();
    recorder.flush();
    expect(samples).toHaveLength(1);
    expect(samples[0]?.operations['write']?.count).toBe(1);
  });

  it('starts each second anew', () => {
    const { samples, recorder } = recording();
    for (const latencyMs of [1, 3, 250]) recorder.succeed('read', 100, 100 + latencyMs, 2);
    recorder.succeed('read', 1500, 1507, 9);
    recorder.flush();
    const [first, second] = samples.map(({ operations }) => operations['read']);
    expect(first).toMatchObject({ count: 3, rows: 6, minUs: 1000, maxUs: 250_000 });
    expect(first?.buckets).toEqual([1000, 3000, 250_000].map((us) => [bucketIndex(us), 1]));
    expect(second).toEqual({
      ...{ count: 1, rows: 9, sumUs: 7000, sumSquaresUs: 49_000_000, minUs: 7000, maxUs: 7000 },
      buckets: [[bucketIndex(7000), 1]],
    });
  });

  it('tells no text of an error that may quote a value of somebody', () => {
    const samples: Sample[] = [];
    const recorder = new Recorder((sample) => samples.push(sample), true);
    recorder.fail(
      'read',
      10,
      10,
      'ERROR: invalid input syntax for type uuid: "me" (SQLSTATE 22P02)',
    );
    recorder.fail('read', 12, 12, 'failed to encode args[0]: unable to encode "me"');
    recorder.flush();
    expect(samples[0]?.errors.map(({ message }) => message)).toEqual([
      'SQLSTATE 22P02',
      'connection, without an SQLSTATE',
    ]);
  });

  it('counts errors by kind with the first text, cut to a bounded length', () => {
    const { samples, recorder } = recording();
    recorder.fail('read', 10, 10, `first ${'x'.repeat(1000)} (SQLSTATE 40001)`);
    recorder.fail('read', 11, 11, 'second (SQLSTATE 40001)');
    recorder.fail('read', 12, 12, 'unexpected EOF');
    recorder.wrongRows('read', 13, 13, 0);
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
