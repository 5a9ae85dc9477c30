import { startProgress } from '../../cli/progress';
import { formatDuration } from '../../words/duration';
import { textTable } from '../../words/text-table';
import type { RestoreStep } from './restore-steps';

/** The stages of a restore, each shown while it is at work, with the time that each took. */
export class Stages {
  private readonly times: (readonly [RestoreStep, number])[] = [];
  private readonly startedAt = Date.now();

  /** @param signal ends the work before its next stage */
  constructor(private readonly signal: AbortSignal) {}

  /** @throws what the work throws, and where it was stopped */
  async run<T>(stage: RestoreStep, work: (tell: (text: string) => void) => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    const progress = startProgress(stage);
    const startedAt = Date.now();
    try {
      const result = await work((text) => {
        progress.update(text);
      });
      progress.done();
      this.times.push([stage, Date.now() - startedAt]);
      return result;
    } catch (error) {
      progress.fail();
      throw error;
    }
  }

  /** Since the beginning, ms. */
  get elapsedMs(): number {
    return Date.now() - this.startedAt;
  }

  /** Those that are done, in their order. */
  get done(): readonly { readonly step: string; readonly ms: number }[] {
    return this.times.map(([step, ms]) => ({ step, ms }));
  }

  /** A table of the stages and their times. */
  table(): string {
    const all = [...this.times, ['total', this.elapsedMs] as const];
    const rows = all.map(([stage, ms]) => [stage, formatDuration(ms)]);
    return textTable(['stage', 'time'], rows);
  }
}
