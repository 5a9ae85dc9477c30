import type { ClusterPlan, GroupPlan } from '../plan';
import { postgresParameters, type PostgresParameters } from '../postgres/postgres-parameters';

/** The part of Patroni's configuration that lives in the consensus store, one a group. */
export interface DynamicConfiguration {
  readonly ttl: number;
  readonly loop_wait: number;
  readonly retry_timeout: number;
  readonly primary_start_timeout: number;
  readonly primary_stop_timeout: number;
  readonly maximum_lag_on_failover: number;
  readonly failsafe_mode: boolean;
  readonly check_timeline: boolean;
  readonly synchronous_mode: boolean;
  readonly synchronous_mode_strict: boolean;
  readonly ignore_slots?: readonly { readonly type: 'logical'; readonly plugin: 'pgoutput' }[];
  readonly postgresql: {
    readonly use_pg_rewind: boolean;
    readonly use_slots: boolean;
    readonly parameters: PostgresParameters;
  };
}

/**
 * How long failover takes, in seconds. A dead primary is replaced after `ttl`, Patroni's minimum;
 * `loop_wait + 2 * retry_timeout <= ttl` is Patroni's condition for a primary that can't reach the
 * store to step down before another takes over.
 */
const TIMING = { ttl: 20, loop_wait: 3, retry_timeout: 5 } as const;

/**
 * A group's dynamic configuration: what Patroni is bootstrapped with, and what the manager sets
 * later when it changes.
 */
export function dynamicConfiguration(plan: ClusterPlan, group: GroupPlan): DynamicConfiguration {
  const synchronous = plan.synchronousMode !== 'off' && group.nodes.length > 1;
  return {
    ...TIMING,
    // A primary whose PostgreSQL died hands over to its synchronous standby at once: crash recovery
    // takes as long as there is log to replay. Alone, it recovers for at most this long, seconds.
    primary_start_timeout: synchronous ? 0 : 15,
    // A switchover waits no longer for the old primary than it would for a dead one.
    primary_stop_timeout: 15,
    // Bytes of WAL that an asynchronous standby may miss and still be promoted.
    maximum_lag_on_failover: 1_048_576,
    // The primary stays primary without the store while it reaches every member of its group.
    failsafe_mode: true,
    // A member on an older timeline than the store's history knows is never promoted.
    check_timeline: true,
    synchronous_mode: synchronous,
    synchronous_mode_strict: synchronous && plan.synchronousMode === 'strict',
    // Patroni drops slots that it does not know while nobody reads them; with Citus it knows those of
    // moving shards.
    ...(plan.engine === 'native' &&
      group.role === 'worker' && {
        ignore_slots: [{ type: 'logical', plugin: 'pgoutput' }] as const,
      }),
    postgresql: {
      use_pg_rewind: true,
      use_slots: true,
      parameters: postgresParameters(plan, group),
    },
  };
}
