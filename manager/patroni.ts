import type { NodePlan } from '../topology/plan';
import { PATRONI_API_USER } from '../topology/roles';

/** The part of Patroni's `GET /patroni` that is used here. */
export interface PatroniReport {
  /** `running`, `starting`, `stopped`, `creating replica`, … */
  readonly state: string;
  readonly role: string;
  /** How a running standby follows: `streaming`, `in archive recovery`. */
  readonly replication_state?: string;
  readonly timeline?: number;
  readonly pending_restart?: boolean;
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
    node: NodePlan,
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

  /** Restarts the node's PostgreSQL if a changed parameter waits for it. */
  async restartPending(): Promise<void> {
    await this.call('POST', 'restart', { restart_pending: true }, 60_000);
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
