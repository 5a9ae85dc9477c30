import { addressOf, type NodePlan } from '../../topology/plan';
import { PATRONI_API_USER } from '../../topology/postgres/roles';
import type { Credentials } from '../credentials';
import type { HttpAnswer } from '../http/http-request';
import { requestEither } from '../http/request-either';
import { switchoverRequest } from './switchover-request';

/** The part of Patroni's `GET /patroni` that is used here. */
export interface PatroniReport {
  /** `running`, `starting`, `stopped`, `creating replica`, … */
  readonly state: string;
  readonly role: string;
  /** How a running standby follows: `streaming`, `in archive recovery`. */
  readonly replication_state?: string;
  readonly timeline?: number;
  readonly pending_restart?: boolean;
  /** By parameter, what waits for the restart. */
  readonly pending_restart_reason?: Readonly<
    Record<string, { readonly old_value: unknown; readonly new_value: unknown }>
  >;
  readonly postmaster_start_time?: string;
  /** When it last read the consensus store, seconds since the Unix epoch: once each round. */
  readonly dcs_last_seen?: number;
  /** Of a standby: the primary waits for it before it acknowledges a commit, and Patroni knows. */
  readonly sync_standby?: boolean;
  /** Somebody has told Patroni to leave the group as it is (`patronictl pause`). */
  readonly pause?: boolean;
  readonly xlog?: { readonly location?: number; readonly replayed_location?: number };
  readonly replication?: readonly {
    readonly application_name: string;
    readonly sync_state: string;
  }[];
}

/** A setting tree as Patroni stores it. */
export type ConfigTree = Readonly<Record<string, unknown>>;

/** Calls to the REST interface of one node. Reading needs no login, changing does. */
export class Patroni {
  private readonly address: string;

  constructor(
    private readonly node: NodePlan,
    private readonly credentials: Credentials,
  ) {
    this.address = `${addressOf(node)}:${node.patroniPort}`;
  }

  /** What the node says of itself. @throws Error where it does not answer in time */
  async report(timeoutMs: number): Promise<PatroniReport> {
    const signal = AbortSignal.timeout(timeoutMs);
    const { certificates } = this.credentials;
    // Also a node that is not running says so, with another status.
    const { body } = await requestEither(this.address, 'patroni', { signal }, certificates);
    return JSON.parse(body) as PatroniReport;
  }

  /** The dynamic configuration of the node's group. */
  async config(): Promise<ConfigTree> {
    return JSON.parse((await this.call('GET', 'config', undefined, 3000)).body) as ConfigTree;
  }

  /** Merges into the dynamic configuration of the node's group; null removes a key. */
  async patchConfig(change: ConfigTree): Promise<void> {
    await this.call('PATCH', 'config', change, 5000);
  }

  /** Has the node look at its state at once, instead of when its loop comes round. */
  async wake(): Promise<void> {
    // A change to what is there already changes nothing, and wakes the loop.
    const { ttl } = await this.config();
    await this.call('PATCH', 'config', { ttl }, 1000);
  }

  /** Restarts the node's PostgreSQL if a changed parameter waits for it. */
  async restartPending(): Promise<void> {
    await this.call('POST', 'restart', { restart_pending: true }, 60_000);
  }

  /**
   * Has the node, a standby, erase its data and copy them anew from its primary; resolves once it has begun.
   *
   * @throws Error also where Patroni refuses: the node leads, nobody does, or it is at something else
   */
  async copyAnew(): Promise<void> {
    await this.call('POST', 'reinitialize', {}, 10_000);
  }

  /** Hands over from this node, the primary, to a standby; resolves once that is done. */
  async switchover(candidate: NodePlan): Promise<void> {
    const { path, body, limitMs } = switchoverRequest(this.node.name, candidate.name);
    await this.call('POST', path, body, limitMs);
  }

  private async call(
    method: string,
    path: string,
    body: unknown,
    timeoutMs: number,
  ): Promise<HttpAnswer> {
    const { patroniApi, certificates } = this.credentials;
    const login = Buffer.from(`${PATRONI_API_USER}:${patroniApi}`).toString('base64');
    const options = {
      method,
      headers: { authorization: `Basic ${login}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    };
    const answer = await requestEither(this.address, path, options, certificates);
    if (!answer.ok) {
      // Patroni explains itself in a line of text, its web server in a page of HTML.
      const [line = ''] = answer.body.split('\n', 1);
      const reason = line.startsWith('<') ? answer.statusText : line;
      throw new Error(`${method} ${path} at ${this.address}: ${answer.status} ${reason}`);
    }
    return answer;
  }
}
