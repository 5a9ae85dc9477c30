import type { RunEvent } from '../benchmark/metrics';
import type { Operation } from './operation';
import type { ChaosTimeseries, SecondTally } from './result';

/** A moment with the time of day, before it is placed on the run's axis. */
export interface TimedEvent extends Omit<RunEvent, 't_s'> {
  /** ms since the epoch. */
  readonly at: number;
}

const none = (): SecondTally => ({ acked: 0, failed: 0, unknown: 0, dropped: 0 });

/**
 * The run by the second: an acknowledgement counts in the second of the answer, a first attempt that
 * was none in the second in which it ended.
 *
 * @param startedAt start of the load, ms since the epoch
 */
export function chaosTimeseries(
  runId: string,
  startedAt: number,
  groups: readonly number[],
  operations: readonly Operation[],
  events: readonly TimedEvent[],
): ChaosTimeseries {
  const secondOf = (at: number): number => Math.max(0, Math.floor((at - startedAt) / 1000));
  const last = Math.max(0, ...operations.slice(-1000).map(({ endedAt }) => secondOf(endedAt)));
  const seconds = Array.from({ length: last + 1 }, (_, t) => ({
    t_s: t,
    writes: Object.fromEntries(groups.map((group) => [String(group), none()])),
    reads: { write: none(), read: none() },
  }));
  for (const { kind, group, first, final, firstEndedAt, endedAt } of operations) {
    if (kind === 'transfer') continue;
    const tallyAt = (at: number): SecondTally | undefined => {
      const second = seconds[secondOf(at)];
      if (kind === 'write') return second?.writes[String(group)];
      return kind === 'read-at-write' ? second?.reads.write : second?.reads.read;
    };
    if (final === 'acked') increase(tallyAt(endedAt), 'acked');
    if (first !== 'acked') increase(tallyAt(firstEndedAt), first);
  }
  return {
    schema_version: 1,
    run_id: runId,
    interval_s: 1,
    seconds,
    events: events.map(({ at, kind, label }) => ({
      ...{ t_s: Math.round(at - startedAt) / 1000, kind, label },
    })),
  };
}

function increase(tally: SecondTally | undefined, name: keyof SecondTally): void {
  if (tally !== undefined) tally[name] += 1;
}
