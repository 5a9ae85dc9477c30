import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { startProgress } from './progress';

function plainStream() {
  const stream = new PassThrough();
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    text: () => String(stream.read() ?? ''),
  };
}

describe('startProgress away from a terminal', () => {
  it('prints a line at most once an interval, and the closing time', () => {
    const { stream, text } = plainStream();
    let clock = 0;
    const progress = startProgress('load', { stream, plainIntervalMs: 1000, now: () => clock });
    clock = 500;
    progress.update('too early');
    clock = 1200;
    progress.update('10 of 20 rows');
    clock = 2500;
    progress.done('20 rows');
    expect(text()).toBe('… load\n… load: 10 of 20 rows (1.2 s)\n✓ load: 20 rows (2.5 s)\n');
  });

  it('marks a failure', () => {
    const { stream, text } = plainStream();
    startProgress('load', { stream, now: () => 0 }).fail();
    expect(text()).toBe('… load\n✗ load (0 ms)\n');
  });
});
