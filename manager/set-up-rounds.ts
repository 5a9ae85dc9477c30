import type { ClusterPlan, NodePlan } from '../topology/plan';
import type { Credentials } from './credentials';
import { log } from './log';
import type { Metrics } from './metrics';
import type { Observation } from './observe/observation';
import { Patroni } from './observe/patroni';
import { reconcile } from './reconcile';
import { ConfigurationTakeOver } from './set-up/configuration-take-over';
import { RollingRestart } from './set-up/rolling-restart';

/** A cluster at rest is compared with its plan this often, ms; a changed one at once. */
const FULL_ROUND_MS = 30_000;

const NO_ROUND = { at: 0, signature: '' };

/** Compares a cluster with its plan, round after round, and makes it so. */
export class SetUpRounds {
  /** Why it is not set up; empty where it is. */
  reasons: readonly string[] = ['set-up has not begun'];
  private readonly restarts = new RollingRestart();
  private readonly takeOver = new ConfigurationTakeOver();
  private last = NO_ROUND;

  /** @param isActing whether this manager is the acting one, asked before each change */
  constructor(
    private readonly plan: ClusterPlan,
    private readonly credentials: Credentials,
    private readonly metrics: Metrics,
    private readonly isActing: () => boolean,
  ) {}

  /** Whether the last round found it as planned. */
  get isSettled(): boolean {
    return this.last.at > 0;
  }

  /** Another manager acted until now: its last breath may have been a new configuration. */
  beginAnew(): void {
    this.last = NO_ROUND;
    this.takeOver.begin();
  }

  /** Nothing can be done now. */
  wait(reasons: readonly string[]): void {
    this.last = NO_ROUND;
    this.tell(reasons);
  }

  /** A round failed; the next one tries again. */
  fail(error: unknown): void {
    const { message, code } = error as { message?: string; code?: string };
    const reason = `set-up failed: ${message || code || String(error)}`;
    this.last = NO_ROUND;
    if (this.reasons.join() !== reason) log('error', reason);
    this.reasons = [reason];
  }

  /**
   * Goes round, if it is time to.
   *
   * @param mayRestart whether nodes may restart for a changed parameter
   * @throws what failed
   */
  async keep(observation: Observation, mayRestart: boolean): Promise<void> {
    if (!this.isDue(observation)) return;
    const endTimer = this.metrics.duration.startTimer();
    const unaware = this.takeOver.waitingFor(observation.groups);
    const restarts = unaware.length === 0 && mayRestart ? this.restarts : undefined;
    const { plan, credentials } = this;
    const result = await reconcile(plan, credentials, observation, restarts, this.isActing);
    endTimer();
    const { changes } = result;
    for (const change of changes) log('info', 'changed', { change });
    if (result.configured === true) this.takeOver.begin();
    const reasons = [...result.reasons];
    if (result.configured === true || unaware.length > 0) {
      reasons.push('a new configuration takes effect');
      await Promise.all(unaware.map(({ node }) => wake(node, credentials)));
    }
    this.tell(reasons);
    const settled = changes.length === 0 && reasons.length === 0;
    this.last = { at: settled ? Date.now() : 0, signature: signatureOf(observation) };
  }

  private isDue(observation: Observation): boolean {
    return (
      Date.now() - this.last.at > FULL_ROUND_MS || signatureOf(observation) !== this.last.signature
    );
  }

  private tell(reasons: readonly string[]): void {
    if (reasons.join() === this.reasons.join()) return;
    log('info', reasons.length === 0 ? 'set up' : 'waiting', { reasons });
    this.reasons = reasons;
  }
}

/** Changes whenever a primary does, or a parameter waits for a restart. */
function signatureOf({ groups }: Observation): string {
  return groups
    .flatMap(({ primary, nodes }) => [
      `${primary?.node.name}@${primary?.report?.timeline}`,
      ...nodes.map(({ report }) => `${report?.state}:${report?.pending_restart === true}`),
    ])
    .join();
}

/** Has a node read its configuration now. */
async function wake(node: NodePlan, credentials: Credentials): Promise<void> {
  await new Patroni(node, credentials).wake().catch(() => undefined);
}
