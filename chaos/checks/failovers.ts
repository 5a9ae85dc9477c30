import type { ProbeAck } from './writable-members';
import type { TimedEvent } from '../figures/timeseries';

/** Sees each group's writes move to a newer timeline, by the probes of its nodes. */
export class FailoverWatch {
  private readonly newest = new Map<number, number>();

  /** Takes acknowledgements, in any order. @returns the failovers that they tell of */
  add(acks: readonly ProbeAck[]): TimedEvent[] {
    const events: TimedEvent[] = [];
    for (const { node, group, timeline, endedAt } of [...acks].sort(
      (a, b) => a.endedAt - b.endedAt,
    )) {
      const known = this.newest.get(group);
      if (known !== undefined && timeline > known) {
        events.push({ at: endedAt, kind: 'failover', label: `${node} takes writes` });
      }
      this.newest.set(group, Math.max(known ?? 0, timeline));
    }
    return events;
  }
}
