import type { ClusterPlan, GroupPlan } from '../../topology/plan';
import {
  encoded,
  StoreClient,
  storedKey,
  type StoredKey,
  type TransactionAnswer,
} from '../store/store-client';
import type { Certificates } from '../tls/certificates';

/** What Patroni keeps of a group in the consensus store. */
export interface LeaderState {
  /** Who holds the leader key; undefined where nobody does. */
  readonly leader: StoredKey | undefined;
  /** Patroni's record of synchronous replication, as it stands there. */
  readonly sync: StoredKey | undefined;
}

/** Who may take over without losing an acknowledged commit, by Patroni's own record. */
export interface SyncRecord {
  readonly leader: string;
  readonly standbys: readonly string[];
}

const NO_STATE: LeaderState = { leader: undefined, sync: undefined };

/** Directory of Patroni's keys (its setting `namespace`, default). */
const NAMESPACE = '/service';

/** Keys of this manager: a group whose leader key was released lately. */
const RELEASED = '/citus-cluster/released';

/** Groups whose keys are read at once: etcd takes 128 operations in a transaction by default. */
const GROUPS_AT_ONCE = 60;

/**
 * The keys that Patroni elects the groups' primaries by, read and released. Those of all groups are read
 * together: those who watch a group each share what was read.
 */
export class LeaderStore {
  private readonly store: StoreClient;
  private latest: { readonly at: number; readonly states: ReadonlyMap<number, LeaderState> } = {
    ...{ at: 0, states: new Map() },
  };
  private underWay: Promise<ReadonlyMap<number, LeaderState>> | undefined;

  constructor(
    private readonly plan: Pick<ClusterPlan, 'engine' | 'etcd' | 'groups'>,
    certificates: Certificates | undefined,
  ) {
    this.store = new StoreClient(plan.etcd, certificates);
  }

  /**
   * The state of a group, at most so long ago, ms; what is being read counts as new.
   *
   * @throws Error where no member answers
   */
  async read({ group }: GroupPlan, withinMs = 0): Promise<LeaderState> {
    const { at, states } = this.latest;
    const known = Date.now() - at < withinMs ? states : await this.readShared();
    return known.get(group) ?? NO_STATE;
  }

  private readShared(): Promise<ReadonlyMap<number, LeaderState>> {
    this.underWay ??= this.readAll().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async readAll(): Promise<ReadonlyMap<number, LeaderState>> {
    const at = Date.now();
    const states = new Map<number, LeaderState>();
    for (let first = 0; first < this.plan.groups.length; first += GROUPS_AT_ONCE) {
      const some = this.plan.groups.slice(first, first + GROUPS_AT_ONCE);
      const keys = some.map((group) => `${NAMESPACE}/${this.directoryOf(group)}`);
      const range = (key: string): object => ({ request_range: { key: encoded(key) } });
      const { responses = [] } = await this.store.call<TransactionAnswer>('kv/txn', {
        success: keys.flatMap((key) => [range(`${key}/leader`), range(`${key}/sync`)]),
      });
      const found = responses.map(({ response_range }) => storedKey(response_range));
      for (const [index, { group }] of some.entries()) {
        states.set(group, { leader: found[2 * index], sync: found[2 * index + 1] });
      }
    }
    this.latest = { at, states };
    return states;
  }

  /**
   * Deletes the leader key, so that the group elects a primary now instead of when the key runs out.
   *
   * All in one transaction, which does nothing if the leader key or the synchronous record changed
   * since they were read, or if the group's key was released in the last `pauseS` seconds, unless it may be
   * `again`. The
   * record is written again as it is: an old primary that still lives would drop its standby from
   * it by compare-and-swap before it acknowledges commits alone, and that now fails.
   *
   * @returns whether the key was deleted
   */
  async release(
    group: GroupPlan,
    state: Required<LeaderState>,
    { pauseS, again }: { readonly pauseS: number; readonly again: boolean },
  ): Promise<boolean> {
    const { leader, sync } = state;
    const path = `${NAMESPACE}/${this.directoryOf(group)}`;
    const mark = `${RELEASED}/${this.directoryOf(group)}`;
    if (leader === undefined || sync === undefined) return false;
    const lease = await this.store.call<{ ID: string }>('lease/grant', { TTL: String(pauseS) });
    const unchanged = (name: string, { revision }: StoredKey): object => ({
      key: encoded(`${path}/${name}`),
      target: 'MOD',
      mod_revision: revision,
    });
    const { succeeded } = await this.store.call<TransactionAnswer>('kv/txn', {
      compare: [
        unchanged('leader', leader),
        unchanged('sync', sync),
        ...(again ? [] : [{ key: encoded(mark), target: 'CREATE', create_revision: '0' }]),
      ],
      success: [
        { request_delete_range: { key: encoded(`${path}/leader`) } },
        { request_put: { key: encoded(`${path}/sync`), value: encoded(sync.value) } },
        { request_put: { key: encoded(mark), value: encoded(leader.value), lease: lease.ID } },
      ],
    });
    return succeeded === true;
  }

  /** With Citus groups share one scope, each in a directory of its own. */
  private directoryOf({ scope, group }: GroupPlan): string {
    return this.plan.engine === 'citus' ? `${scope}/${group}` : scope;
  }
}

/** Reads Patroni's record of synchronous replication; undefined where it names no leader. */
export function parseSync(value: string | undefined): SyncRecord | undefined {
  if (value === undefined) return undefined;
  const { leader, sync_standby: standbys } = JSON.parse(value) as {
    leader?: string | null;
    sync_standby?: string | null;
  };
  if (!leader) return undefined;
  return { leader, standbys: (standbys ?? '').split(',').filter((name) => name !== '') };
}
