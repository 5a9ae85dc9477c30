import { formatBytes } from '../words/bytes';
import { formatDuration } from '../words/duration';

/** Work whose amount is known beforehand, in bytes: how far it is, how fast, how long still. */
export class AmountLeft {
  private done = 0;
  private readonly startedAt: number;

  /** @param now the clock, ms */
  constructor(
    private readonly total: number,
    private readonly now: () => number = Date.now,
  ) {
    this.startedAt = now();
  }

  add(bytes: number): void {
    this.done += bytes;
  }

  /** `412 MiB of 1.2 GiB, 35 MiB/s, 24 s left` */
  get text(): string {
    const seconds = Math.max((this.now() - this.startedAt) / 1000, 0.001);
    const rate = this.done / seconds;
    const far = `${formatBytes(this.done)} of ${formatBytes(this.total)}`;
    if (rate === 0) return far;
    const left = Math.max(0, this.total - this.done) / rate;
    return `${far}, ${formatBytes(rate)}/s, ${formatDuration(left * 1000)} left`;
  }
}
