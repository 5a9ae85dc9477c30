import type { Metrics } from '../../results/metrics';

/** What tells whether every arrival is among a run's latencies. */
type Arrivals = Pick<Metrics, 'dropped_iterations' | 'latency_valid' | 'latency_invalid_reason'>;

/** Says of dropped arrivals what they mean for the latencies, without a period. */
export function describeDropped(dropped: number): string {
  const arrivals = `${dropped.toLocaleString('en')} ${dropped === 1 ? 'arrival was' : 'arrivals were'}`;
  return `${arrivals} due in the measured time and never answered: the latencies are those of the others`;
}

/**
 * Why a run's latencies are not those of all arrivals, without a period; null if they are. Runs of
 * earlier versions don't say so themselves, but count their dropped arrivals.
 */
export function invalidLatencyReason(run: Arrivals): string | null {
  const { dropped_iterations: dropped, latency_valid: valid = dropped === 0 } = run;
  return valid ? null : (run.latency_invalid_reason ?? describeDropped(dropped));
}
