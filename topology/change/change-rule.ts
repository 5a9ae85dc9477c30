import type { ConfigKeyName } from '../config/config-keys';
import type { PasswordName } from '../config/password-names';
import type { ClusterPlan } from '../plan';
import type { ExistingCluster } from './existing-cluster';

/**
 * What a difference comes to: `live` is done while the cluster works, `rolling` replaces or restarts
 * containers one after another, `told` touches nothing; `move` needs data moved first and `refused`
 * is not done at all: both stop the deployment before anything is touched.
 */
export type Effect = 'live' | 'rolling' | 'told' | 'move' | 'refused';

/** A key whose change on an existing stack has a rule. */
export type ChangeKey = ConfigKeyName | `passwords.${PasswordName}`;

/** What there is, what is wanted, and the values of one key in both. */
export interface Change {
  readonly existing: ExistingCluster;
  readonly plan: ClusterPlan;
  readonly from: string;
  readonly to: string;
}

/** What a rule makes of a change. */
export interface Judgement {
  readonly effect: Effect;
  /** What is done, or what is in the way: words without a full stop. */
  readonly what: string;
  /** The way out where the change is stopped. */
  readonly remedy?: string;
}

/** What a change of one key does on a stack that exists. */
export interface ChangeRule {
  /** Its row in docs/configuration.md. */
  readonly says: string;
  readonly judge: (change: Change) => Judgement;
}

/** A rule that does not depend on what is there. */
export function always(effect: Effect, what: string): ChangeRule {
  return { says: what, judge: () => ({ effect, what }) };
}

/** The two ways out of what is not done to a stack: another one, or a new beginning. */
export function anotherStack({ stack }: ClusterPlan): string {
  return (
    'set it back, and make a stack of its own for the new value; or ' +
    `\`npm run down -- --stack ${stack}\` removes this one with all its data`
  );
}

/** `a`, `a and b`, `a, b and c`. */
export function listOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `1 shard`, `4 shards`. */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
