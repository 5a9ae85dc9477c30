import type { Journal } from '../benchmark/live/journal';
import { FailoverWatch } from './failovers';
import type { Operation } from './operation';
import { placeEvent, SecondTallies, type TimedEvent } from './timeseries';
import type { ProbeAck } from './writable-members';

/** Between two looks at what has happened, ms. */
const INTERVAL_MS = 1000;

/** What is shown of a chaos run while it is at work. */
export interface LiveLoadParts {
  readonly journal: Journal;
  /** Every operation that ended, oldest first; grows. */
  readonly operations: readonly Operation[];
  /** What each node's probe acknowledged, oldest first; grows. */
  readonly probes: readonly { readonly acks: readonly ProbeAck[] }[];
  /** Worker groups. */
  readonly groups: readonly number[];
  /** Start of the load, ms since the epoch. */
  readonly startedAt: number;
}

/** Writes a chaos run to the journal by the second, with its events as they happen. */
export class LiveLoad {
  private readonly tallies: SecondTallies;
  private readonly failovers = new FailoverWatch();
  private readonly seenAcks: number[];
  private readonly timer: NodeJS.Timeout;
  private seen = 0;

  constructor(private readonly parts: LiveLoadParts) {
    const { journal, groups, startedAt, probes } = parts;
    this.tallies = new SecondTallies(startedAt, groups);
    this.seenAcks = probes.map(() => 0);
    journal.write({ type: 'load', groups, startedAt: new Date(startedAt).toISOString() });
    this.timer = setInterval(() => {
      this.update();
    }, INTERVAL_MS);
  }

  event(event: TimedEvent): void {
    const placed = placeEvent(event, this.parts.startedAt);
    this.parts.journal.write({ type: 'event', event: placed });
  }

  /** Writes what is left. */
  close(): void {
    clearInterval(this.timer);
    this.update();
  }

  private update(): void {
    const { operations, probes, journal } = this.parts;
    const changed = new Set<number>();
    for (; this.seen < operations.length; this.seen += 1) {
      for (const t of this.tallies.add(operations[this.seen] as Operation)) changed.add(t);
    }
    for (const t of [...changed].sort((a, b) => a - b)) {
      const second = this.tallies.seconds[t];
      if (second !== undefined) journal.write({ type: 'chaos-second', second });
    }
    const acks = probes.flatMap(({ acks }, i) => acks.slice(this.seenAcks[i]));
    probes.forEach((probe, i) => (this.seenAcks[i] = probe.acks.length));
    for (const failover of this.failovers.add(acks)) this.event(failover);
  }
}
