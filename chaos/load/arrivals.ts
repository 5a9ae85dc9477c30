import { now } from '../../words/clock';

/**
 * Calls at a constant rate, whatever the answers do (an open model: no outage hides behind a client
 * that waits). Arrivals that the process was too busy for are made up for, each with the time it was
 * due at.
 */
export class Arrivals {
  private timer: NodeJS.Timeout | undefined;
  private startedAt = 0;
  private count = 0;

  /**
   * @param ratePerS arrivals a second
   * @param arrive takes the time the arrival was due at, ms since the epoch; must not throw
   */
  constructor(
    private readonly ratePerS: number,
    private readonly arrive: (dueAt: number) => void,
  ) {}

  /** Starts, or goes on after a {@link stop}. */
  start(): void {
    if (this.timer !== undefined) return;
    this.startedAt = now();
    this.count = 0;
    this.schedule();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private schedule(): void {
    const dueAt = this.startedAt + (this.count * 1000) / this.ratePerS;
    this.timer = setTimeout(
      () => {
        const at = now();
        for (;;) {
          const due = this.startedAt + (this.count * 1000) / this.ratePerS;
          if (due > at) break;
          this.count += 1;
          this.arrive(due);
        }
        if (this.timer !== undefined) this.schedule();
      },
      Math.max(0, dueAt - now()),
    );
  }
}
