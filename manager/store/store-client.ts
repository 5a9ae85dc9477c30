import type { EtcdMemberPlan } from '../../topology/plan';
import { request } from '../http/http-request';
import { clientUrl } from '../observe/store-members';
import type { Certificates } from '../tls/certificates';

/** A key of the consensus store with the revision that changes whenever the key is written. */
export interface StoredKey {
  readonly value: string;
  readonly revision: string;
}

/** Longest wait for one member of the store, ms. */
const TIMEOUT_MS = 700;

/**
 * Calls to the consensus store through etcd's JSON gateway
 * (https://etcd.io/docs/v3.5/dev-guide/api_grpc_gateway/), at whichever member answers.
 */
export class StoreClient {
  /** The member that answered last is asked first. */
  private members: readonly string[];

  constructor(
    etcd: readonly EtcdMemberPlan[],
    private readonly certificates: Certificates | undefined,
  ) {
    this.members = etcd.map((member) => clientUrl(member, certificates));
  }

  /**
   * Calls a method, such as `kv/txn`; takes 0.7 s at most a member that does not answer.
   *
   * @throws Error where no member answers; what was to be written may be written all the same
   */
  async call<T>(path: string, body: object): Promise<T> {
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

/** Keys as etcd answers them. */
export interface RangeAnswer {
  readonly kvs?: readonly { readonly value?: string; readonly mod_revision: string }[];
}

/** What came of a transaction; etcd leaves out what is false or empty. */
export interface TransactionAnswer {
  readonly succeeded?: boolean;
  readonly responses?: readonly { readonly response_range?: RangeAnswer }[];
}

/** The one key that was asked for; undefined where there is none. */
export function storedKey(answer: RangeAnswer | undefined): StoredKey | undefined {
  const key = answer?.kvs?.[0];
  if (key === undefined) return undefined;
  const value = Buffer.from(key.value ?? '', 'base64').toString('utf8');
  return { value, revision: key.mod_revision };
}

/** A key or a value as the gateway takes it. */
export function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}
