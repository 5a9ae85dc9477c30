import type { GroupPlan, NodePlan } from '../../topology/plan';

/**
 * How long a synchronous standby may let its primary wait for a reply before it is asked itself, ms.
 * It replies to each write, and once a second without any (`wal_receiver_status_interval`).
 */
export const REPLY_LIMIT_MS = 1200;

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

/** What can be done about a standby that is silent. */
export interface StandbyStream {
  /** Whether it answers a question of its own, whatever it says. */
  readonly answers: (standby: NodePlan) => Promise<boolean>;
  /** Ends the process that sends to it, unless it has replied since. */
  readonly end: (reply: StandbyReply) => Promise<void>;
}

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

  constructor(
    private readonly group: Pick<GroupPlan, 'nodes'>,
    private readonly stream: StandbyStream,
  ) {}

  /** Takes what the primary says of its standbys, several times a second. */
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
      if (!(await this.stream.answers(standby))) await this.stream.end(row);
    } catch {
      // The next look finds it again.
    } finally {
      this.asking.delete(row.name);
    }
  }
}
