import type { ProgressLine, RunLine } from './journal-line';

/** Where a job is, by the run that it began last; nulls before the first. */
export function jobPlace(
  run: RunLine | undefined,
  nowMs: number,
): Pick<ProgressLine, 'share' | 'leftS'> {
  if (run === undefined) return { share: null, leftS: null };
  const { index, of, warmupS, durationS, startedAt } = run;
  const runS = warmupS + durationS;
  const gone = Math.min(runS, Math.max(0, (nowMs - Date.parse(startedAt)) / 1000));
  return {
    share: Math.round((1000 * (index + gone / runS)) / of) / 1000,
    // What lies between two runs is short beside them.
    leftS: Math.ceil((of - index) * runS - gone),
  };
}
