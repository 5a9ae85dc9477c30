import type { Client } from 'pg';
import { addressOf, type NodePlan } from '../../topology/plan';
import type { Credentials } from '../credentials';
import type { Silence } from '../failover/leader-release';
import { isAbsent } from '../http/http-request';
import { requestEither } from '../http/request-either';
import { closeSession, openSession } from '../sessions/sessions';
import { isExpired } from '../tls/expired-certificate';

/** Longest wait for one answer, ms. */
const TIMEOUT_MS = 500;

/** Within this time PostgreSQL answers when all is well, ms. */
const PROMPT_MS = 100;

/**
 * How long a server that starts or shuts down is left alone, ms: it says nothing else for some time, and the
 * login that it refuses takes CPU that it needs itself.
 */
const REFUSED_PAUSE_MS = 400;

/** By this PostgreSQL says that it starts or shuts down (cannot_connect_now). */
const NOT_NOW = '57P03';

/** A cheap statement. */
export interface Question {
  readonly sql: string;
  readonly answered: (rows: readonly unknown[]) => void;
}

/** Who hears of it where PostgreSQL is lost. */
export interface LossHandlers {
  /** The session has broken. */
  readonly lost?: () => void;
  /** A login came to nothing, without a word of PostgreSQL: one that shuts down or starts says so. */
  readonly unanswered?: () => void;
}

/**
 * Asks one primary again and again whether it is there, in two ways that fail apart: a session with
 * PostgreSQL that stays open, and Patroni's REST interface. Any answer counts, whatever it says.
 */
export class PrimaryProbe {
  private session: Client | undefined;
  private connecting = false;
  private asking = false;
  private answeredAt = Date.now();
  private queriedAt = Date.now();
  private restsUntil = 0;
  private failed = 0;
  private absent = 0;
  private closed = false;

  /**
   * @param on     what is called where PostgreSQL is lost
   * @param database that the session is for
   * @param answerLimitMs a session that lets a question wait for longer is replaced
   * @param question what PostgreSQL is asked, and who takes the rows
   */
  constructor(
    readonly node: NodePlan,
    private readonly credentials: Credentials,
    private readonly on: LossHandlers = {},
    private readonly database = 'postgres',
    private readonly answerLimitMs?: number,
    private readonly question: Question = { sql: 'SELECT 1', answered: () => undefined },
  ) {}

  /** What was heard so far. */
  get silence(): Silence {
    const silentMs = Date.now() - this.answeredAt;
    return { silentMs, failedProbes: this.failed, absentProbes: this.absent };
  }

  /** Since the last statement that PostgreSQL answered, ms. */
  get sqlSilentMs(): number {
    return Date.now() - this.queriedAt;
  }

  /** Sends the next probes without waiting for their answers. */
  send(): void {
    if (Date.now() < this.restsUntil) return;
    // PostgreSQL answers within milliseconds; the dearer question is for when it does not.
    if (this.asking || this.connecting) void this.askPatroni();
    else {
      void (this.session === undefined ? this.connect() : this.askPostgres(this.session));
      const sentAt = Date.now();
      setTimeout(() => {
        if (this.answeredAt < sentAt) void this.askPatroni();
      }, PROMPT_MS);
    }
  }

  /** Forgets the silence: whoever measures was held up itself. */
  countAnew(): void {
    this.queriedAt = Date.now();
    this.answered();
  }

  /** Ends the session. */
  close(): void {
    this.closed = true;
    this.drop();
  }

  private async askPatroni(): Promise<void> {
    const askedAt = Date.now();
    // Not a signal of a time: one would end what has arrived while this process was held up.
    const ending = new AbortController();
    const reply = await inTime(
      requestEither(
        `${addressOf(this.node)}:${this.node.patroniPort}`,
        'liveness',
        { signal: ending.signal },
        this.credentials.certificates,
      ).then((): Reply => 'answer', replyIn),
    );
    ending.abort();
    if (reply === 'answer') return this.answered();
    // A question of before the last answer says nothing of what came after it.
    if (askedAt < this.answeredAt) return;
    this.failed += 1;
    this.absent = reply === 'absent' ? this.absent + 1 : 0;
  }

  private async askPostgres(session: Client): Promise<void> {
    // One question at a time: what waits behind a stuck one says nothing new.
    if (this.asking) return;
    this.asking = true;
    try {
      const { rows } = await session.query(this.question.sql);
      this.queriedAt = Date.now();
      this.answered();
      this.question.answered(rows);
    } catch (error) {
      // A session's end is noticed by its event; one that is merely silent may have lost its way.
      if ((error as Error).message === 'Query read timeout' && this.session === session)
        this.drop();
    } finally {
      this.asking = false;
    }
  }

  private async connect(): Promise<void> {
    if (this.connecting || this.closed) return;
    this.connecting = true;
    try {
      const session = await openSession(
        this.node,
        this.credentials,
        this.database,
        this.answerLimitMs,
      );
      this.answered();
      if (this.closed) {
        await session.end();
        return;
      }
      session.once('end', () => {
        if (this.session !== session) return;
        this.session = undefined;
        this.on.lost?.();
        void this.connect();
      });
      this.session = session;
    } catch (error) {
      // A server that refuses with a reason of its own (starting up, shutting down) is there.
      const { code = '' } = error as { code?: string };
      if (/^\w{5}$/.test(code) || isExpired(error)) this.answered();
      else if (!this.closed) this.on.unanswered?.();
      if (code === NOT_NOW) this.restsUntil = Date.now() + REFUSED_PAUSE_MS;
      // One that refuses the password (class 28) has read its tables for it, as for any statement.
      if (code.startsWith('28')) this.queriedAt = Date.now();
    } finally {
      this.connecting = false;
    }
  }

  private drop(): void {
    const { session } = this;
    this.session = undefined;
    if (session !== undefined) void closeSession(session);
  }

  private answered(): void {
    this.answeredAt = Date.now();
    this.failed = 0;
    this.absent = 0;
  }
}

/** What came of a question. */
type Reply = 'answer' | 'absent' | 'silence';

/** A server is there also where its certificate is past its end. */
function replyIn(error: unknown): Reply {
  if (isExpired(error)) return 'answer';
  return isAbsent(error) ? 'absent' : 'silence';
}

/**
 * What came of a probe in time. An answer that arrived while this process was held up is seen in the
 * turn after the timer's, and counts.
 */
async function inTime(reply: Promise<Reply>): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reply>((resolve) => {
    timer = setTimeout(() => setImmediate(() => setImmediate(resolve, 'silence')), TIMEOUT_MS);
  });
  try {
    return await Promise.race([reply, late]);
  } finally {
    clearTimeout(timer);
  }
}
