import type { Job } from '../../api/jobs';
import { isAtWork } from '../../../jobs/job';
import type { EndLine, ProgressLine } from '../../../jobs/journal-line';
import { RESTORE_STEPS, UNDO_STEPS, UNDO_TITLE } from '../../../stack/restore/restore-steps';

/** A step of a restore as it is listed. */
export interface StepView {
  readonly name: string;
  /** `before`: an earlier attempt did it. */
  readonly state: 'before' | 'done' | 'at work' | 'failed' | 'to come';
  /** Seconds that it took, or has taken by now; null where it has not begun. */
  readonly seconds: number | null;
}

/** When a job begins what. */
export type Begun = Pick<ProgressLine, 'title' | 'at'>;

/**
 * The steps of a restore, those to come too.
 *
 * @param begun what it was at, in order
 * @param end null while it is at work
 * @param now the time, ms since the Unix epoch
 */
export function restoreSteps(
  { title, state }: Pick<Job, 'title' | 'state'>,
  begun: readonly Begun[],
  end: Pick<EndLine, 'state' | 'at'> | null,
  now: number,
): StepView[] {
  const names: readonly string[] = title === UNDO_TITLE ? UNDO_STEPS : RESTORE_STEPS;
  const starts = names.map((name) => begun.find((one) => one.title === name)?.at);
  const last = starts.findLastIndex((start) => start !== undefined);
  const isOver = end !== null || !isAtWork({ state });
  const isWell = (end?.state ?? state) === 'finished';
  return names.map((name, index): StepView => {
    const start = starts[index];
    if (start === undefined) {
      return { name, state: index < last ? 'before' : 'to come', seconds: null };
    }
    const next = starts.slice(index + 1).find((one) => one !== undefined);
    const until = next ?? end?.at;
    const seconds = ((until === undefined ? now : Date.parse(until)) - Date.parse(start)) / 1000;
    const isDone = next !== undefined || (isOver && isWell);
    return {
      name,
      state: isDone ? 'done' : isOver ? 'failed' : 'at work',
      seconds: Math.max(0, seconds),
    };
  });
}
