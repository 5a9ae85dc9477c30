import { describe, expect, it } from 'vitest';
import { addTallies, closingLine, tallyVitest, type VitestReport } from './test-tally';

const report = (changes: Partial<VitestReport> = {}): VitestReport => ({
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 2,
  numTodoTests: 0,
  testResults: [],
  ...changes,
});

describe('tallyVitest', () => {
  it('counts what passed and what was skipped', () => {
    expect(tallyVitest(report(), 0)).toEqual({ passed: 5, failed: 0, skipped: 2 });
  });

  it('counts a file that did not load as a failure', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    expect(tallyVitest(report({ testResults }), 1).failed).toBe(1);
  });

  it('does not count a file twice whose tests failed', () => {
    const testResults = [{ status: 'failed', assertionResults: [{ status: 'failed' }] }];
    expect(tallyVitest(report({ numFailedTests: 1, testResults }), 1).failed).toBe(1);
  });

  it('never takes a failed or missing run for a success', () => {
    expect(tallyVitest(report(), 1).failed).toBe(1);
    expect(tallyVitest(undefined, 0).failed).toBe(1);
  });
});

describe('closingLine', () => {
  it('adds up', () => {
    const sum = addTallies([
      { passed: 1, failed: 0, skipped: 2 },
      { passed: 3, failed: 1, skipped: 0 },
    ]);
    expect(closingLine(sum)).toBe('4 passed, 1 failed, 2 skipped');
  });
});
