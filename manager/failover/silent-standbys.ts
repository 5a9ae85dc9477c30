import type { GroupPlan, NodePlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import { requestEither } from '../http/request-either';
import { addressOf } from '../../topology/plan';
import { log } from '../log';
import { withSession } from '../sessions/sessions';

/**
 * How long a synchronous standby may let its primary wait for a reply before it is asked itself, ms.
 * It replies to each write, and once a second without any (`wal_receiver_status_interval`).
 */
export const REPLY_LIMIT_MS = 1200;

/** How long it may then take to answer, ms. */
const ANSWER_LIMIT_MS = 400;

/** Longest wait for the primary's word, ms. */
const END_LIMIT_MS = 2000;

/** Synchronous standbys as their primary sees them; when they replied last is by their own clocks. */
export const STANDBY_REPLIES = `
  SELECT application_name AS name, pid, reply_time::text AS replied
  FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')`;

/** A row of {@link STANDBY_REPLIES}. */
export interface StandbyReply {
  readonly name: string;
  /** Of the process that sends to it. */
  readonly pid: number;
  readonly replied: string | null;
}

/** Ends a process that sends to a standby, if it still does. */
const END = `SELECT pg_terminate_backend(pid) FROM pg_stat_replication
  WHERE pid = $1 AND application_name = $2 AND reply_time::text IS NOT DISTINCT FROM $3`;

/**
 * Has a group do without a synchronous standby whose host has died without a word. PostgreSQL would wait
 * for it until `wal_sender_timeout`, and every commit with it. The process that sends to it is ended, and
 * what follows is Patroni's, as always: it writes into the consensus store that the standby is no
 * synchronous one, and only then lets commits be acknowledged without it. So nothing is lost where this is
 * a mistake: the standby connects again.
 */
export class SilentStandbys {
  private readonly replies = new Map<string, { readonly reply: string; readonly at: number }>();
  private readonly asking = new Set<string>();

  /** @param ended called when a process was ended, for Patroni to be woken */
  constructor(
    private readonly group: GroupPlan,
    private readonly primary: NodePlan,
    private readonly credentials: Credentials,
    private readonly ended: () => void,
  ) {}

  /** Takes what the primary says of its standbys. */
  note(rows: readonly StandbyReply[]): void {
    const now = performance.now();
    for (const row of rows) {
      const reply = `${row.pid} ${row.replied}`;
      const before = this.replies.get(row.name);
      if (before?.reply !== reply) this.replies.set(row.name, { reply, at: now });
      else if (now - before.at >= REPLY_LIMIT_MS) void this.consider(row);
    }
  }

  /** Forgets for how long they were silent: whoever measures was held up itself. */
  countAnew(): void {
    this.replies.clear();
  }

  private async consider(row: StandbyReply): Promise<void> {
    const standby = this.group.nodes.find(({ name }) => name === row.name);
    if (standby === undefined || this.asking.has(row.name)) return;
    this.asking.add(row.name);
    try {
      if (await this.answers(standby)) return;
      const { rowCount } = await withSession(
        this.primary,
        this.credentials,
        'postgres',
        (client) => client.query(END, [row.pid, row.name, row.replied]),
        END_LIMIT_MS,
      );
      if (rowCount === 0) return;
      log('warn', 'ended the stream to a silent standby', {
        ...{ group: this.group.name, standby: row.name },
      });
      this.ended();
    } catch {
      // The next look finds it again.
    } finally {
      this.asking.delete(row.name);
    }
  }

  /** Any answer counts, whatever it says. */
  private async answers(standby: NodePlan): Promise<boolean> {
    const address = `${addressOf(standby)}:${standby.patroniPort}`;
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
    const { certificates } = this.credentials;
    return requestEither(address, 'liveness', { signal }, certificates).then(
      () => true,
      () => false,
    );
  }
}
