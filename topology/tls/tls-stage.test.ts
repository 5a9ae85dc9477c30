import { describe, expect, it } from 'vitest';
import { nextStage, stepsLeft } from './tls-stage';

describe('nextStage', () => {
  it.each([
    [undefined, undefined, 'on'],
    [undefined, 'off', 'off'],
    [undefined, 'mtls', 'mtls'],
    ['off', undefined, 'off'],
    ['off', 'on', 'accept'],
    ['accept', 'on', 'verify'],
    ['verify', 'on', 'on'],
    ['on', undefined, 'on'],
    ['on', 'mtls', 'mtls'],
    ['mtls', 'off', 'on'],
    ['on', 'off', 'verify'],
    ['accept', 'off', 'off'],
    ['verify', undefined, 'on'],
  ] as const)('from %s to %s goes to %s', (present, mode, next) => {
    expect(nextStage(present, mode)).toBe(next);
  });
});

describe('stepsLeft', () => {
  it.each([
    ['off', 'on', 3],
    ['mtls', 'off', 4],
    ['on', 'on', 0],
  ] as const)('from %s to %s are %d', (present, mode, steps) => {
    expect(stepsLeft(present, mode)).toBe(steps);
  });
});
