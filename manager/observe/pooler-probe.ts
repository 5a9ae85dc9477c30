import { Client } from 'pg';
import type { ClusterPlan } from '../../topology/plan';
import { MONITOR_ROLE } from '../../topology/postgres/roles';

/** PgBouncer's console, a database in name. */
const CONSOLE = 'pgbouncer';

/** Longest wait for a login, and then for an answer, ms: together no longer than for a node. */
const TIMEOUT_MS = 500;

/** What the pooler carries. */
export interface PoolerLoad {
  readonly clients: number;
  /** Clients among them that wait for a connection. */
  readonly waiting: number;
  /** Connections to the coordinator. */
  readonly connections: number;
}

/** A row of `SHOW POOLS`, the columns that are looked at. */
interface PoolRow {
  readonly database: string;
  readonly cl_active: string | number;
  readonly cl_waiting: string | number;
  readonly sv_active: string | number;
  readonly sv_idle: string | number;
  readonly sv_used: string | number;
  readonly sv_login: string | number;
}

/** Asks the pooler how it is, in a session on its console that stays open. */
export class PoolerProbe {
  private session: Client | undefined;
  private underWay: Promise<PoolerLoad | undefined> | undefined;

  constructor(
    private readonly plan: ClusterPlan,
    private readonly password: string,
  ) {}

  /** Its load now, undefined where it does not answer; shared by those who ask meanwhile. */
  ask(): Promise<PoolerLoad | undefined> {
    this.underWay ??= this.askConsole().finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  private async askConsole(): Promise<PoolerLoad | undefined> {
    try {
      this.session ??= await this.open();
      return sumOf((await this.session.query<PoolRow>('SHOW POOLS')).rows);
    } catch {
      this.drop();
      return undefined;
    }
  }

  private async open(): Promise<Client> {
    const { pooler } = this.plan;
    const session = new Client({
      host: pooler.name,
      port: pooler.port.internal,
      user: MONITOR_ROLE,
      password: this.password,
      database: CONSOLE,
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
    });
    // A pooler that was started again is asked in a new session.
    for (const event of ['error', 'end'] as const) {
      session.on(event, () => {
        if (this.session === session) this.drop();
      });
    }
    await session.connect();
    return session;
  }

  private drop(): void {
    const { session } = this;
    this.session = undefined;
    session?.connection.stream.destroy();
  }
}

function sumOf(rows: readonly PoolRow[]): PoolerLoad {
  const pools = rows.filter(({ database }) => database !== CONSOLE);
  const sum = (columns: readonly Exclude<keyof PoolRow, 'database'>[]): number =>
    pools.flatMap((row) => columns.map((name) => Number(row[name]))).reduce((a, b) => a + b, 0);
  return {
    clients: sum(['cl_active', 'cl_waiting']),
    waiting: sum(['cl_waiting']),
    connections: sum(['sv_active', 'sv_idle', 'sv_used', 'sv_login']),
  };
}
