import type { NodePlan } from '../../topology/plan';
import { PATRONI_API_USER } from '../../topology/postgres/roles';
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
  private readonly base: string;

  constructor(
    private readonly node: NodePlan,
    private readonly password: string,
  ) {
    this.base = `http://${node.name}:${node.patroniPort}`;
  }

  /** What the node says of itself; undefined where nobody answers in time. */
  async report(timeoutMs: number): Promise<PatroniReport | undefined> {
    try {
      const response = await fetch(`${this.base}/patroni`, {
        signal: AbortSignal.timeout(timeoutMs),
      });
      return (await response.json()) as PatroniReport;
    } catch {
      return undefined;
    }
  }

  /** The dynamic configuration of the node's group. */
  async config(): Promise<ConfigTree> {
    return (await (await this.call('GET', 'config', undefined, 3000)).json()) as ConfigTree;
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
  ): Promise<Response> {
    const credentials = Buffer.from(`${PATRONI_API_USER}:${this.password}`).toString('base64');
    const response = await fetch(`${this.base}/${path}`, {
      method,
      headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) {
      // Patroni explains itself in a line of text, its web server in a page of HTML.
      const [line = ''] = (await response.text()).split('\n', 1);
      const reason = line.startsWith('<') ? response.statusText : line;
      throw new Error(`${method} ${this.base}/${path}: ${response.status} ${reason}`);
    }
    return response;
  }
}
