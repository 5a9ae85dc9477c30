import { Client } from 'pg';
import { addressOf, type PoolerPlan } from '../../topology/plan';
import { MONITOR_ROLE } from '../../topology/postgres/roles';
import type { Credentials } from '../credentials';
import { sessionTls } from '../sessions/session-tls';
import { isExpired } from '../tls/expired-certificate';

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

/** What became of a question: `expired` where the pooler's certificate is past its end. */
export type PoolerAnswer = PoolerLoad | 'expired' | undefined;

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
  private underWay: Promise<PoolerAnswer> | undefined;

  constructor(
    private readonly pooler: PoolerPlan,
    private readonly credentials: Credentials,
  ) {}

  /** Its load now, undefined where it does not answer; shared by those who ask meanwhile. */
  ask(): Promise<PoolerAnswer> {
    this.underWay ??= this.askConsole().finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  private async askConsole(): Promise<PoolerAnswer> {
    try {
      this.session ??= await this.open();
      return sumOf((await this.session.query<PoolRow>('SHOW POOLS')).rows);
    } catch (error) {
      this.drop();
      return isExpired(error) ? 'expired' : undefined;
    }
  }

  private async open(): Promise<Client> {
    const { pooler } = this;
    const session = new Client({
      host: addressOf(pooler),
      port: pooler.port.internal,
      user: MONITOR_ROLE,
      password: this.credentials.monitor,
      ...sessionTls(this.credentials),
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
