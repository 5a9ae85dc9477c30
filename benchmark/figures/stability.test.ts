import { describe, expect, it } from 'vitest';
import { stability } from './stability';

function run(rates: readonly number[]) {
  return stability(
    rates.map((write, t_s) => ({
      t_s,
      ops: { read: 0, write, spatial: 0 },
      errors: 0,
      dropped: 0,
      p50: 1,
      p99: 1,
    })),
  );
}

describe('the stability of a run', () => {
  it('is the coefficient of variation of its seconds', () => {
    // Mean 100, standard deviation 10.
    const { cv_throughput, steady, warnings } = run([90, 110, 90, 110, 90, 110]);
    expect(cv_throughput).toBe(0.1);
    expect(steady).toBe(true);
    expect(warnings).toEqual([]);
  });

  it('warns of a pace that varies', () => {
    const { steady, warnings } = run([600, 1400, 1400, 600, 600, 1400, 1400, 600]);
    expect(steady).toBe(false);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('varied by 40 %');
  });

  it('warns of a pace that falls', () => {
    const { steady, warnings } = run([1100, 1080, 1060, 900, 880, 860]);
    expect(steady).toBe(false);
    expect(warnings).toEqual([expect.stringContaining('fell by 19 %')]);
  });

  it('warns of a run that began late', () => {
    expect(run([0, 0, 0, 0, 50, 50, 50, 50]).warnings).toContainEqual(
      expect.stringContaining('rose from none'),
    );
  });

  it('takes the scatter of a few operations a second for chance', () => {
    expect(run([3, 5, 4, 6, 2, 4, 5, 3]).steady).toBe(true);
  });

  it('can not be told of a few seconds, or of none', () => {
    expect(run([10, 1000, 10]).steady).toBeNull();
    expect(run([0, 0, 0, 0, 0, 0, 0]).cv_throughput).toBeNull();
  });
});
