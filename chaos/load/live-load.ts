import type { Journal } from '../../jobs/journal';
import { FailoverWatch } from '../checks/failovers';
import type { Operation } from './operation';
import { placeEvent, SecondTallies, type TimedEvent } from '../figures/timeseries';
import type { ProbeAck } from '../checks/writable-members';

/** Between two looks at what has happened, ms. */
const INTERVAL_MS = 1000;

/** What happens in a chaos run, and who is told of it. */
export interface LiveLoadParts {
  readonly journal: Journal;
  /** Every operation of the round that ended, oldest first; grows. */
  readonly operations: Operation[];
  /** What each node's probe acknowledged in the round, oldest first; grows. */
  readonly probes: readonly { readonly acks: ProbeAck[] }[];
  /** Worker groups. */
  readonly groups: readonly number[];
  /** Start of the load, ms since the epoch. */
  readonly startedAt: number;
}

/**
 * Sums a chaos run up by the second while it is at work, and writes it to the journal with its
 * events as they happen.
 */
export class LiveLoad {
  /** The whole run. */
  readonly tallies: SecondTallies;
  /** Failovers of the whole run. */
  readonly failovers: TimedEvent[] = [];
  private readonly watch = new FailoverWatch();
  private seenAcks: number[];
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

  /**
   * Empties the lists of the round that is over, once they are summed up: a run of many hours must
   * not keep every operation.
   */
  endRound(): void {
    this.update();
    const { operations, probes } = this.parts;
    operations.length = 0;
    for (const { acks } of probes) acks.length = 0;
    this.seen = 0;
    this.seenAcks = probes.map(() => 0);
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
    this.seenAcks = probes.map(({ acks }) => acks.length);
    for (const failover of this.watch.add(acks)) {
      this.failovers.push(failover);
      this.event(failover);
    }
  }
}
