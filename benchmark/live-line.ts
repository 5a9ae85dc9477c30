import { percentiles } from '../k6-scripts/lib/histogram';
import type { Settings } from '../k6-scripts/lib/settings';
import { toMs } from './figures/latency';
import { addTotal, emptyTotal, type Recording } from './figures/recording';

/** Seconds that the line looks back over, so that it does not jump. */
const LOOK_BACK_S = 3;

/**
 * A run in one line: where it is, operations a second, latencies and errors of the last seconds.
 * E.g. `12 of 30 s, 1,204 ops/s, p50 4.1 ms, p99 20.3 ms, 0 errors`.
 */
export function describeProgress(recording: Recording, settings: Settings): string {
  const { warmupS, durationS } = settings;
  const now = recording.newestSecond;
  if (now < 0) return 'starting';
  const from = Math.max(0, now - LOOK_BACK_S);
  const to = Math.max(now, from + 1);
  const all = emptyTotal();
  for (let second = from; second < to; second += 1) {
    for (const total of recording.second(second).operations.values()) addTotal(all, total);
  }
  const measuredS = Math.min(durationS, Math.max(0, now + 1 - warmupS));
  const place =
    now < warmupS ? `warm-up ${now + 1} of ${warmupS} s` : `${measuredS} of ${durationS} s`;
  const [p50, p99] = percentiles(all.buckets, [0.5, 0.99]);
  const rate = Math.round(all.count / (to - from));
  return [
    place,
    `${rate.toLocaleString('en')} ops/s`,
    `p50 ${milliseconds(p50)}`,
    `p99 ${milliseconds(p99)}`,
    errors(recording, now),
  ].join(', ');
}

function errors(recording: Recording, now: number): string {
  let count = 0;
  for (let second = 0; second <= now; second += 1) {
    for (const error of recording.second(second).errors) count += error.count;
  }
  return count === 1 ? '1 error' : `${count.toLocaleString('en')} errors`;
}

function milliseconds(us: number | undefined): string {
  return us === undefined ? '–' : `${toMs(us).toFixed(1)} ms`;
}
