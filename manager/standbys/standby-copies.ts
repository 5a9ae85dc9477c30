import { forEachAtOnce } from '../at-once';
import type { Credentials } from '../credentials';
import { log } from '../log';
import { stateOf, type GroupObservation, type Observation } from '../observe/observation';
import { Patroni } from '../observe/patroni';
import { CopyRule } from './copy-rule';
import { dropLostSlot, lacksLog } from './removed-log';
import { restBetween } from '../rest-between';

/** Between two looks, ms. */
const INTERVAL_MS = 5000;

/** What standbys are looked at with. */
export interface StandbyCopiesOptions {
  readonly credentials: Credentials;
  /** Gives an observation that is fresh. */
  readonly look: () => Promise<Observation>;
  /** Whether its manager is the acting one, asked before each change. */
  readonly isActing: () => boolean;
}

/**
 * Has standbys copied anew that were away for so long that their primary has removed the log which they go on from.
 * By itself such a standby asks for it for ever, and its group stays without one.
 */
export class StandbyCopies {
  private readonly rule = new CopyRule();
  private stopping = false;
  private failure: string | undefined;

  constructor(private readonly options: StandbyCopiesOptions) {}

  /** Which standbys lack log; empty while another manager acts. */
  get reasons(): readonly string[] {
    return this.rule.reasons;
  }

  /** Looks again and again until {@link stop}. */
  async run(): Promise<void> {
    while (!this.stopping) {
      await this.round().catch((error: unknown) => {
        this.explain(`standbys could not be looked at: ${(error as Error).message}`);
      });
      await restBetween(INTERVAL_MS, () => this.stopping);
    }
  }

  /** Ends the looks after the one under way; copies go on. */
  stop(): void {
    this.stopping = true;
  }

  private async round(): Promise<void> {
    if (!this.options.isActing()) {
      this.rule.forget();
      return;
    }
    const { groups } = await this.options.look();
    await forEachAtOnce(groups, (group) => this.lookAt(group));
  }

  private async lookAt(observed: GroupObservation): Promise<void> {
    const { credentials, isActing } = this.options;
    const { group, nodes } = observed;
    const lacking = await this.lackingOf(observed);
    const name = this.rule.look(observed, lacking);
    const standby = nodes.find(({ node }) => node.name === name)?.node;
    if (standby === undefined || !isActing()) return;
    try {
      await new Patroni(standby, credentials).copyAnew();
      this.rule.asked(standby.name);
      log('warn', 'a standby that lacks log is copied anew', {
        ...{ group: group.name, standby: standby.name, primary: observed.primary?.node.name },
      });
    } catch (error) {
      this.explain(`${standby.name} could not be copied anew: ${(error as Error).message}`);
    }
  }

  /** Names of the standbys that lack log; what does not answer is looked at again the next time. */
  private async lackingOf({ group, nodes, primary }: GroupObservation): Promise<string[]> {
    if (primary === undefined || primary.report?.pause === true) return [];
    const { credentials, isActing } = this.options;
    const waiting = nodes.filter(
      ({ node, report }) =>
        node !== primary.node && report?.state === 'running' && stateOf(report) !== 'streaming',
    );
    const found = await forEachAtOnce(waiting, async ({ node }) => {
      try {
        // The log that it needs may be there all the same.
        if (isActing() && (await dropLostSlot(node, primary.node, credentials))) {
          log('warn', 'dropped a slot that was lost', { group: group.name, standby: node.name });
        }
        return (await lacksLog(node, primary.node, credentials)) ? [node.name] : [];
      } catch (error) {
        this.explain(`${node.name} could not be looked at: ${(error as Error).message}`);
        return [];
      }
    });
    return found.flat();
  }

  /** Logs what failed, once a failure. */
  private explain(failure: string): void {
    if (failure !== this.failure) log('warn', failure);
    this.failure = failure;
  }
}
