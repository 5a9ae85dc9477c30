import { managersOf } from '../../topology/managers';
import { addressOf, type ClusterPlan, type ManagerPlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import { requestEither } from '../http/request-either';
import { isExpired } from '../tls/expired-certificate';
import type { ManagerFindings } from './manager-findings';

/** Longest wait for an answer, ms. */
const TIMEOUT_MS = 1000;

/** What was answered this long ago is told again, ms. */
const AGE_MS = 500;

/** One of the other managers, and what it tells; no findings where it does not answer. */
export interface OtherManager {
  readonly manager: ManagerPlan;
  readonly findings: ManagerFindings | undefined;
  /** Whether that is so because its certificate, or its authority's, is past its end. */
  readonly expired?: boolean;
}

/** Asks the other managers of a cluster what they know. */
export class OtherManagers {
  private readonly others: readonly ManagerPlan[];
  private latest: { readonly at: number; readonly answers: Promise<readonly OtherManager[]> } = {
    ...{ at: -Infinity, answers: Promise.resolve([]) },
  };

  /** @param self name of the one that asks */
  constructor(
    plan: ClusterPlan,
    self: string,
    private readonly credentials: Credentials,
  ) {
    this.others = managersOf(plan).filter(({ name }) => name !== self);
  }

  /** What they tell now, or told half a second ago; those who ask meanwhile share the answers. */
  ask(): Promise<readonly OtherManager[]> {
    const now = performance.now();
    if (now - this.latest.at > AGE_MS) {
      const answers = Promise.all(this.others.map((manager) => this.askOne(manager)));
      this.latest = { at: now, answers };
    }
    return this.latest.answers;
  }

  private async askOne(manager: ManagerPlan): Promise<OtherManager> {
    const { certificates } = this.credentials;
    const address = `${addressOf(manager)}:${manager.port.internal}`;
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const { ok, body } = await requestEither(address, 'findings', { signal }, certificates);
      return { manager, findings: ok ? (JSON.parse(body) as ManagerFindings) : undefined };
    } catch (error) {
      return { manager, findings: undefined, expired: isExpired(error) };
    }
  }
}
