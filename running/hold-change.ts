import type Docker from 'dockerode';
import { UserError } from '../words/user-error';
import { differences, isRefused, type Difference } from '../topology/change/differences';
import { isKnown, type ExistingCluster } from '../topology/change/existing-cluster';
import { removalsFor, type Removals } from '../topology/change/removals';
import type { ClusterPlan } from '../topology/plan';
import { readExisting } from './existing/read-existing';

/** A plan that was held against the cluster that there is, and not refused. */
export interface HeldChange {
  /** Undefined where the stack has nothing on the engine. */
  readonly existing: ExistingCluster | undefined;
  readonly differences: readonly Difference[];
  readonly removals: Removals;
}

/**
 * Holds a plan against the stack's cluster as it is.
 *
 * @throws UserError where it would take data with it, or could not work: every key that is in the
 *   way, what is there, and the way out
 */
export async function holdChange(plan: ClusterPlan, docker: Docker): Promise<HeldChange> {
  const existing = await readExisting(plan, docker);
  if (existing === undefined) {
    return { existing, differences: [], removals: { handovers: [], groups: [] } };
  }
  const found = differences(existing, plan);
  const refused = found.filter(isRefused);
  if (refused.length > 0) {
    const what = refused.map(describeDifference).join('; ');
    const remedies = [...new Set(refused.map(({ remedy }) => remedy))];
    throw new UserError(`stack "${plan.stack}" is left as it is: ${what}`, remedies.join('; '));
  }
  return { existing, differences: found, removals: removalsFor(existing, plan) };
}

/** A difference on one line: `workers.count 3 → 4: …`. */
export function describeDifference({ key, from, to, effect, what }: Difference): string {
  const words = {
    live: '',
    rolling: '',
    told: '',
    move: 'needs data moved first: ',
    refused: 'refused: ',
  };
  return `${key} ${from} → ${to}: ${words[effect]}${what}`;
}

/** What a list of differences leaves out where the database could not be asked; undefined where it was. */
export function unasked({ existing }: HeldChange): string | undefined {
  if (existing === undefined || isKnown(existing.catalogue)) return undefined;
  return `the database can't be asked what is there: ${existing.catalogue.unknown}`;
}

/** Keys that add nodes or take them: the manager has to know of one that works. */
const MEMBERSHIP = ['coordinators', 'workers.count', 'workers.standbys', 'etcd.members'];

/**
 * Refuses nodes that come or go while the manager of a running cluster does not answer: a new one is
 * ready only when all nodes of its plan are there, and they would wait for it.
 *
 * @throws UserError naming the keys
 */
export function refuseWithoutManager(plan: ClusterPlan, { differences }: HeldChange): void {
  const keys = differences.filter(({ key }) => MEMBERSHIP.includes(key));
  if (keys.length === 0) return;
  throw new UserError(
    `stack "${plan.stack}" is left as it is: its manager does not answer, without which no node comes or goes`,
    `set ${keys.map(({ key, from }) => `${key} back to ${from}`).join(', ')}, and ` +
      `\`npm run up -- --stack ${plan.stack}\` makes the manager work again, or says why it does not`,
  );
}
