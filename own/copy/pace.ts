import { now, sleep } from '../../words/clock';

/** Waits shorter than this are put off, ms: a timer is no more exact. */
const LEAST_MS = 5;

/** How much of a time in which nobody could take is made up for, ms. */
const MADE_UP_MS = 100;

/** Keeps what several readers take together to a rate. */
export class Pace {
  private dueAt = 0;

  /** @param rate bytes per second; Infinity for no limit */
  constructor(private readonly rate: number) {}

  /** Waits until all that was taken has had its time, or until the signal. */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    const at = now();
    this.dueAt = Math.max(this.dueAt, at - MADE_UP_MS) + (1000 * bytes) / this.rate;
    const ms = this.dueAt - at;
    if (ms >= LEAST_MS) await sleep(ms, signal);
  }
}
