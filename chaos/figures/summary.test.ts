import { describe, expect, it } from 'vitest';
import { exampleChaos } from '../../tests/example-chaos';
import { chaosTable } from './chaos-table';
import { median, summarise } from './summary';

describe('median', () => {
  it('is the middle, or the mean of the two in the middle', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });
});

describe('summarise', () => {
  const { rounds } = exampleChaos().result;

  it('has one row for a fault on a target, with median and worst', () => {
    const summary = summarise(rounds);
    expect(summary.map(({ fault, target, rounds: n }) => `${fault} ${target} ${n}`)).toEqual([
      'kill-container coordinator 3',
      'switchover worker-1 1',
    ]);
    expect(summary[0]?.figures['seconds_without_writes']).toEqual({ median: 4.2, worst: 5.1 });
  });

  it('leaves out what no round has', () => {
    expect(summarise(rounds)[1]?.figures['first_error_s']).toBeNull();
  });
});

describe('chaosTable', () => {
  it('shows median and worst of several rounds, the value of one, and what was violated', () => {
    const { result } = exampleChaos();
    const lines = chaosTable({ ...result, violations: ['round 2: rows lost'] }).split('\n');
    expect(lines[1]).toMatch(/^kill-container +coordinator +3 +4\.20 \/ 5\.10 s/);
    expect(lines[2]).toMatch(/^switchover +worker-1 +1 +0\.90 s/);
    expect(lines.at(-1)).toBe('VIOLATED: round 2: rows lost');
  });
});
