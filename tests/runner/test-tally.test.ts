import { describe, expect, it } from 'vitest';
import { addTallies, closingLine, tallyVitest, type VitestReport } from './test-tally';

const report = (changes: Partial<VitestReport> = {}): VitestReport => ({
  numPassedTests: 5,
  numPendingTests: 2,
  numTodoTests: 0,
  testResults: [],
  ...changes,
});

const file = (changes: Partial<VitestReport['testResults'][number]>) => ({
  name: 'a.test.ts',
  status: 'failed',
  message: '',
  assertionResults: [],
  ...changes,
});

describe('tallyVitest', () => {
  it('counts what passed and what was skipped', () => {
    expect(tallyVitest(report(), 0)).toEqual({ passed: 5, failed: 0, skipped: 2, failures: [] });
  });

  it('counts a file that did not load as a failure, and says why', () => {
    const testResults = [file({ message: 'no such module\n' })];
    const tally = tallyVitest(report({ testResults }), 1);
    expect(tally).toMatchObject({ failed: 1, failures: ['a.test.ts\n    no such module'] });
  });

  it('does not count a file twice whose tests failed, and names each', () => {
    const failed = {
      status: 'failed',
      fullName: 'a is b',
      failureMessages: ['expected 1\n\nbut 2'],
    };
    const passed = { status: 'passed', fullName: 'a is c', failureMessages: [] };
    const testResults = [file({ assertionResults: [failed, passed] })];
    const tally = tallyVitest(report({ testResults }), 1);
    expect(tally.failed).toBe(1);
    expect(tally.failures).toEqual(['a.test.ts: a is b\n    expected 1\n    but 2']);
  });

  it('never takes a failed or missing run for a success', () => {
    expect(tallyVitest(report(), 1).failed).toBe(1);
    expect(tallyVitest(undefined, 0).failed).toBe(1);
  });
});

describe('closingLine', () => {
  it('adds up', () => {
    const sum = addTallies([
      { passed: 1, failed: 0, skipped: 2, failures: [] },
      { passed: 3, failed: 1, skipped: 0, failures: ['one'] },
    ]);
    expect(closingLine(sum)).toBe('4 passed, 1 failed, 2 skipped');
    expect(sum.failures).toEqual(['one']);
  });
});
