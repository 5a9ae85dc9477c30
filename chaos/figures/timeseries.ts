import type { RunEvent } from '../../results/metrics';
import type { Operation } from '../load/operation';
import type { ChaosTimeseries, SecondTally } from '../../results/chaos-result';

/** A moment with the time of day, before it is placed on the run's axis. */
export interface TimedEvent extends Omit<RunEvent, 't_s'> {
  /** ms since the epoch. */
  readonly at: number;
}

const none = (): SecondTally => ({ acked: 0, failed: 0, unknown: 0, dropped: 0 });

type Second = ChaosTimeseries['seconds'][number];

/**
 * The load by the second: an acknowledgement counts in the second of the answer, a first attempt
 * that was none in the second in which it ended.
 */
export class SecondTallies {
  /** From second 0 on, without a gap. */
  readonly seconds: Second[] = [];

  /** @param startedAt start of the load, ms since the epoch */
  constructor(
    private readonly startedAt: number,
    private readonly groups: readonly number[],
  ) {}

  /** Counts an operation. @returns the seconds that it changed */
  add({ kind, group, first, final, firstEndedAt, endedAt }: Operation): number[] {
    if (kind === 'transfer') return [];
    const changed: number[] = [];
    const count = (at: number, name: keyof SecondTally): void => {
      const second = this.at(at);
      changed.push(second.t_s);
      const tally =
        kind === 'write'
          ? second.writes[String(group)]
          : second.reads[kind === 'read-at-write' ? 'write' : 'read'];
      increase(tally, name);
    };
    if (final === 'acked') count(endedAt, 'acked');
    if (first !== 'acked') count(firstEndedAt, first);
    return changed;
  }

  private at(moment: number): Second {
    const wanted = Math.max(0, Math.floor((moment - this.startedAt) / 1000));
    while (this.seconds.length <= wanted) {
      this.seconds.push({
        t_s: this.seconds.length,
        writes: Object.fromEntries(this.groups.map((group) => [String(group), none()])),
        reads: { write: none(), read: none() },
      });
    }
    return this.seconds[wanted] as Second;
  }
}

/**
 * The run by the second.
 *
 * @param tallies of the whole run
 * @param startedAt start of the load, ms since the epoch
 */
export function chaosTimeseries(
  runId: string,
  startedAt: number,
  { seconds }: SecondTallies,
  events: readonly TimedEvent[],
): ChaosTimeseries {
  return {
    schema_version: 1,
    run_id: runId,
    interval_s: 1,
    seconds,
    events: events.map((event) => placeEvent(event, startedAt)),
  };
}

/** An event on the axis of a run that started at that moment, ms since the epoch. */
export function placeEvent({ at, kind, label }: TimedEvent, startedAt: number): RunEvent {
  return { t_s: Math.round(at - startedAt) / 1000, kind, label };
}

function increase(tally: SecondTally | undefined, name: keyof SecondTally): void {
  if (tally !== undefined) tally[name] += 1;
}
