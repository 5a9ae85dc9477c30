import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../k6-scripts/lib/random';
import { Recorder } from '../../k6-scripts/lib/recorder';
import type { Sample } from '../../k6-scripts/lib/sample';
import { emptyTotal, addTotal, Recording } from './recording';

/** What one user records in some seconds. */
function samples(user: number, seconds: number): Sample[] {
  const taken: Sample[] = [];
  const recorder = new Recorder((sample) => taken.push(sample));
  const random = seededRandom(1, user);
  for (let now = 0; now < seconds * 1000;) {
    const start = now;
    now += 1 + 20 * random.next() ** 4;
    if (random.next() < 0.1) recorder.fail('read', start, now, 'gone (SQLSTATE 57P01)');
    else recorder.succeed('read', start, now, 1);
  }
  recorder.flush();
  return taken;
}

function recordingOf(all: readonly Sample[]): Recording {
  const recording = new Recording();
  for (const sample of all) recording.add(sample);
  return recording;
}

function summary(recording: Recording, second: number) {
  const { started, operations, errors } = recording.second(second);
  const total = emptyTotal();
  const read = operations.get('read');
  if (read !== undefined) addTotal(total, read);
  return { started, errors, ...total, buckets: [...total.buckets].sort(([a], [b]) => a - b) };
}

describe('a recording', () => {
  it('holds the same whether samples come in time or when their second is long over', () => {
    const users = [1, 2, 3].map((user) => samples(user, 12));
    const inTime = recordingOf(users.flat().sort((a, b) => a.second - b.second));
    const late = recordingOf(users.flat());
    for (let second = 0; second <= inTime.newestSecond; second += 1) {
      expect(summary(late, second)).toEqual({
        ...summary(inTime, second),
        sumUs: expect.closeTo(summary(inTime, second).sumUs, 3) as number,
        sumSquaresUs: expect.closeTo(summary(inTime, second).sumSquaresUs, 0) as number,
      });
    }
    expect(summary(inTime, 3).buckets.length).toBeGreaterThan(20);
  });

  it('counts errors of one kind together, however many users meet them', () => {
    const users = Array.from({ length: 50 }, (_, user) => samples(user, 2)).flat();
    const { errors } = recordingOf(users).second(1);
    const met = users
      .filter(({ second }) => second === 1)
      .flatMap((sample) => sample.errors.map(({ count }) => count));
    expect(errors).toHaveLength(1);
    expect(errors[0]?.count).toBe(met.reduce((a, b) => a + b, 0));
  });
});
