import type { ClusterPlan, GroupPlan } from '../../topology/plan';
import { request } from '../http/http-request';
import { clientUrl } from '../observe/store-members';
import type { Certificates } from '../tls/certificates';

/** A key of the consensus store with the revision that changes whenever the key is written. */
interface StoredKey {
  readonly value: string;
  readonly revision: string;
}

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

/** Longest wait for one member of the store, ms. */
const TIMEOUT_MS = 700;

/** Directory of Patroni's keys (its setting `namespace`, default). */
const NAMESPACE = '/service';

/** Keys of this manager: a group whose leader key was released lately. */
const RELEASED = '/citus-cluster/released';

/**
 * The keys that Patroni elects a group's primary by, read and released through etcd's JSON gateway
 * (https://etcd.io/docs/v3.5/dev-guide/api_grpc_gateway/).
 */
export class LeaderStore {
  private readonly path: string;
  private readonly mark: string;
  /** The member that answered last is asked first. */
  private members: readonly string[];

  constructor(
    { etcd, engine }: ClusterPlan,
    group: GroupPlan,
    private readonly certificates: Certificates | undefined,
  ) {
    this.members = etcd.map((member) => clientUrl(member, certificates));
    // With Citus groups share one scope, each in a directory of its own.
    const directory = engine === 'citus' ? `${group.scope}/${group.group}` : group.scope;
    this.path = `${NAMESPACE}/${directory}`;
    this.mark = `${RELEASED}/${directory}`;
  }

  /** The newest state. @throws Error where no member answers */
  async read(): Promise<LeaderState> {
    const range = (key: string): object => ({ request_range: { key: base64(key) } });
    const { responses = [] } = await this.call<TransactionAnswer>('kv/txn', {
      success: [range(`${this.path}/leader`), range(`${this.path}/sync`)],
    });
    const [leader, sync] = responses.map(({ response_range }) => storedKey(response_range?.kvs));
    return { leader, sync };
  }

  /**
   * Deletes the leader key, so that the group elects a primary now instead of when the key runs out.
   *
   * All in one transaction, which does nothing if the leader key or the synchronous record changed
   * since they were read, or if the group's key was released in the last `pauseS` seconds. The
   * record is written again as it is: an old primary that still lives would drop its standby from
   * it by compare-and-swap before it acknowledges commits alone, and that now fails.
   *
   * @returns whether the key was deleted
   */
  async release(state: Required<LeaderState>, pauseS: number): Promise<boolean> {
    const { leader, sync } = state;
    if (leader === undefined || sync === undefined) return false;
    const lease = await this.call<{ ID: string }>('lease/grant', { TTL: String(pauseS) });
    const unchanged = (name: string, { revision }: StoredKey): object => ({
      key: base64(`${this.path}/${name}`),
      target: 'MOD',
      mod_revision: revision,
    });
    const { succeeded } = await this.call<TransactionAnswer>('kv/txn', {
      compare: [
        unchanged('leader', leader),
        unchanged('sync', sync),
        { key: base64(this.mark), target: 'CREATE', create_revision: '0' },
      ],
      success: [
        { request_delete_range: { key: base64(`${this.path}/leader`) } },
        { request_put: { key: base64(`${this.path}/sync`), value: base64(sync.value) } },
        { request_put: { key: base64(this.mark), value: base64(leader.value), lease: lease.ID } },
      ],
    });
    return succeeded === true;
  }

  private async call<T>(path: string, body: object): Promise<T> {
    let failure: unknown;
    for (const member of this.members) {
      try {
        const url = `${member}/v3/${path}`;
        const question = {
          method: 'POST',
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        };
        const answer = await request(url, question, this.certificates);
        if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
        this.members = [member, ...this.members.filter((other) => other !== member)];
        return JSON.parse(answer.body) as T;
      } catch (error) {
        failure = error;
      }
    }
    throw new Error('no member of the consensus store answers', { cause: failure });
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

interface EtcdKey {
  readonly value?: string;
  readonly mod_revision: string;
}

interface TransactionAnswer {
  readonly succeeded?: boolean;
  readonly responses?: readonly {
    readonly response_range?: { readonly kvs?: readonly EtcdKey[] };
  }[];
}

function storedKey(keys: readonly EtcdKey[] | undefined): StoredKey | undefined {
  const key = keys?.[0];
  if (key === undefined) return undefined;
  const value = Buffer.from(key.value ?? '', 'base64').toString('utf8');
  return { value, revision: key.mod_revision };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
