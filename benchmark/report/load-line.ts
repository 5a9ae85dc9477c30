import type { Metrics } from '../../results/metrics';
import { formatNumber } from '../../report/html';

/** The load in one line, e.g. `8 virtual users, 30 s after 5 s of warm-up`. */
export function describeLoad({ load, throughput_ops_sec: rate }: Metrics): string {
  const users = `${load.vus} virtual user${load.vus === 1 ? '' : 's'}`;
  const [least, most] = load.think_time_ms ?? [0, 0];
  return [
    load.model === 'closed'
      ? users
      : `${formatNumber(load.target_rate)} arrivals a second for at most ${users}`,
    ...(load.think_time_ms === null ? [] : [`${least / 1000} to ${most / 1000} s of think time`]),
    `${rate.test_duration_sec} s after ${load.warmup_s} s of warm-up`,
  ].join(', ');
}
