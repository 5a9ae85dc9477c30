import type { ClusterPlan } from '../../topology/plan';
import type { NodeSession } from './node-session';
import { readRouting, type RoutingCounters } from './routing';
import { readStatements, type StatementCounters } from './statement-statistics';
import { sampleWaits, type WaitSample } from './wait-events';
import { readWal, sampleLag, type LagSample, type WalCounters } from './wal-and-checkpoints';
import type { Warnings } from './warnings';

/** What a node has counted at one moment; null what it would not tell. */
export interface NodeCounters {
  readonly statements: StatementCounters[] | null;
  readonly wal: WalCounters | null;
  /** Null without Citus. */
  readonly routing: RoutingCounters | null;
}

/** One sample of a node. */
export interface NodeSample {
  /** ms since 1970. */
  readonly atMs: number;
  readonly lag: LagSample;
  readonly waits: readonly WaitSample[];
}

/** A standby that takes no statements is asked whether it is primary by now every so many samples. */
const STANDBY_EVERY = 5;

/** Collects one node's counters and samples. */
export class NodeEvidence {
  readonly samples: NodeSample[] = [];
  private turn = 0;
  private standby = false;

  /**
   * @param standbysServe whether standbys take statements of the load
   */
  constructor(
    readonly session: NodeSession,
    private readonly engine: ClusterPlan['engine'],
    private readonly standbysServe: boolean,
    private readonly warnings: Warnings,
  ) {}

  get name(): string {
    return this.session.node.name;
  }

  /** Reads the counters. @param withTexts whether statements come with their texts */
  async counters(withTexts: boolean): Promise<NodeCounters> {
    const { session, warnings, name } = this;
    return {
      statements: await warnings.softly(`statements of ${name}`, () =>
        readStatements(session, { withTexts }),
      ),
      wal: await warnings.softly(`log and checkpoints of ${name}`, () => readWal(session)),
      routing:
        this.engine === 'citus'
          ? await warnings.softly(`routing by ${name}`, () => readRouting(session))
          : null,
    };
  }

  /** Takes a sample; one that fails leaves a warning. */
  async sample(): Promise<void> {
    const isDue = !this.standby || this.standbysServe || this.turn % STANDBY_EVERY === 0;
    this.turn += 1;
    if (!isDue) return;
    await this.warnings.softly(`samples of ${this.name}`, async () => {
      const atMs = Date.now();
      const lag = await sampleLag(this.session);
      this.standby = lag.in_recovery;
      if (this.standby && !this.standbysServe) return;
      this.samples.push({ atMs, lag, waits: await sampleWaits(this.session) });
    });
  }
}
