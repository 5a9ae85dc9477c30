import type { ProbeAck } from './writable-members';
import type { TimedEvent } from './timeseries';

/** When each group's writes moved to a newer timeline, from the probes of its nodes. */
export function failoversIn(acks: readonly ProbeAck[]): TimedEvent[] {
  const newest = new Map<number, number>();
  const events: TimedEvent[] = [];
  for (const { node, group, timeline, endedAt } of [...acks].sort(
    (a, b) => a.endedAt - b.endedAt,
  )) {
    const known = newest.get(group);
    if (known !== undefined && timeline > known) {
      events.push({ at: endedAt, kind: 'failover', label: `${node} takes writes` });
    }
    newest.set(group, Math.max(known ?? 0, timeline));
  }
  return events;
}
