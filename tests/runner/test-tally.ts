/** How many tests ended how. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Every failure with its test and the start of its message, to be told again at the end. */
  readonly failures: readonly string[];
}

/** The part of Vitest's JSON report that counts. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file did not load; empty where it did. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** No test at all. */
export const NONE: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };

const MESSAGE_LINES = 12;

/** Adds up tallies. */
export function addTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, tally) => ({
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      skipped: sum.skipped + tally.skipped,
      failures: [...sum.failures, ...tally.failures],
    }),
    NONE,
  );
}

/**
 * Counts a Vitest run. A file that failed without a failed test of its own (it did not load, or a
 * hook threw) counts as one failure, and so does a run that failed as a whole or left no report.
 *
 * @param report undefined where Vitest wrote none
 * @param exitCode how Vitest ended
 */
export function tallyVitest(report: VitestReport | undefined, exitCode: number | null): Tally {
  if (report === undefined) return { ...NONE, failed: 1, failures: ['the run left no report'] };
  const failures = report.testResults.flatMap(failuresOf);
  if (failures.length === 0 && exitCode !== 0) failures.push(`the run ended with ${exitCode}`);
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  };
}

function failuresOf(file: VitestReport['testResults'][number]): string[] {
  if (file.status !== 'failed') return [];
  const tests = file.assertionResults.filter(({ status }) => status === 'failed');
  if (tests.length === 0) return [`${file.name}\n${startOf(file.message)}`];
  return tests.map(
    (test) => `${file.name}: ${test.fullName}\n${startOf(test.failureMessages.join('\n'))}`,
  );
}

function startOf(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(0, MESSAGE_LINES)
    .map((line) => `    ${line}`)
    .join('\n');
}

/** The closing line: `N passed, N failed, N skipped`. */
export function closingLine({ passed, failed, skipped }: Omit<Tally, 'failures'>): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
