import type { ClusterPlan } from '../../topology/plan';
import type { LoadBalancerEndpoint } from '../../running/load-balancer-state';
import type { StackStatus } from '../../running/read-status';
import type { Job, StackUse } from './jobs';

export type { LoadBalancerEndpoint, LoadBalancerServer } from '../../running/load-balancer-state';

/** A stack that has a configuration file. */
export interface StackSummary {
  readonly name: string;
  /** Whether its state says that it was brought up. */
  readonly up: boolean;
  /** Null unless it is up. */
  readonly engine: ClusterPlan['engine'] | null;
  /** One line, e.g. `2 coordinators, 3 workers with 1 standby each`; null unless it is up. */
  readonly topology: string | null;
}

/** `GET /api/stacks` */
export interface StackList {
  /** The stack that the page opens with. */
  readonly selected: string;
  readonly stacks: readonly StackSummary[];
}

/** One of several load balancers, and how many sessions of clients it has; null where it is silent. */
export interface WaySessions {
  readonly name: string;
  readonly sessions: number | null;
}

/**
 * The state of a stack.
 *
 * - `up`: its manager answers; `status` says whether it is healthy, and why not
 * - `no-manager`: it was brought up, but the manager does not answer; `status.containers` says what
 *   Docker sees, `status.reasons` why
 * - `no-engine`: and Docker does not answer either
 * - `not-up`: it was never brought up, or taken down
 * - `unknown`: there is no such stack, or its state can't be read
 */
export type ClusterState =
  | {
      readonly kind: 'up' | 'no-manager';
      readonly stack: string;
      /** UTC. */
      readonly at: string;
      readonly plan: ClusterPlan;
      readonly status: StackStatus;
      /**
       * Null where its statistics don't answer. Of several the first one that answers, with the sessions
       * of all.
       */
      readonly loadBalancer: readonly LoadBalancerEndpoint[] | null;
      /** Each of several load balancers; absent where there is one. */
      readonly loadBalancers?: readonly WaySessions[];
    }
  | {
      readonly kind: 'no-engine' | 'not-up' | 'unknown';
      readonly stack: string;
      readonly at: string;
      readonly error: string;
      /** E.g. the line that brings it up. */
      readonly remedy: string | null;
    };

/** Something that happened to a cluster, seen by comparing its states. */
export interface ClusterEvent {
  /** UTC. */
  readonly at: string;
  readonly stack: string;
  readonly kind:
    | 'primary'
    | 'node'
    | 'synchronous'
    | 'etcd'
    | 'load-balancer'
    | 'host'
    | 'manager'
    | 'shards'
    | 'health'
    | 'reachable';
  readonly tone: 'good' | 'bad' | 'neutral';
  /** One line, e.g. `worker-1-b is primary of worker-1 (was worker-1-a)`. */
  readonly text: string;
}

/**
 * `GET /api/stacks/:stack/events`: a message of an event stream (unnamed events, JSON). First the
 * state, the newest 200 events and the jobs; then whatever changes. Ids resume after a lost
 * connection: events that were missed come again, each once.
 */
export type ClusterMessage =
  | { readonly type: 'state'; readonly state: ClusterState }
  | { readonly type: 'event'; readonly event: ClusterEvent }
  /** All that run, on any stack, and what else has one, see ClusterFeed. */
  | {
      readonly type: 'jobs';
      readonly running: readonly Job[];
      readonly elsewhere: readonly StackUse[];
    }
  /** The list of results is another one now: ask for it again. */
  | { readonly type: 'results' };
