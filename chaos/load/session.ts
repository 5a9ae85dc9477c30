import type { Client } from 'pg';
import { openClient } from '../../sql/open-client';
import { noteSilence } from '../../sql/silent-hosts';
import { now } from '../../words/clock';
import {
  classifyError,
  classifySuccess,
  TimeLimitError,
  type Notice,
  type Outcome,
} from './outcome';

/** What an attempt sends over a connection that is open. */
export type Work = (client: Client) => Promise<unknown>;

/** One client's connection: opened when it is first needed, and again after it was lost. */
export class Session {
  private client: Client | undefined;
  private opening: AbortController | undefined;
  private notices: Notice[] = [];

  /**
   * @param uri a libpq URI, which is secret; of several hosts the first that answers is taken
   * @param limitMs how long an attempt may take, opening the connection included, ms
   */
  constructor(
    private readonly uri: string,
    private readonly limitMs: number,
  ) {}

  /** Sends the work once. Whatever goes wrong is an outcome; the connection is then given up. */
  async attempt(work: Work): Promise<Outcome> {
    const deadline = now() + this.limitMs;
    let sent = false;
    try {
      const client = this.client ?? (await this.within(deadline, () => this.open()));
      this.notices = [];
      sent = true;
      await this.within(deadline, () => work(client));
      return classifySuccess(this.notices);
    } catch (error) {
      if (error instanceof TimeLimitError && this.client !== undefined) {
        // The host may be lost: the next session asks another first, where there is one.
        noteSilence(`${this.client.host}:${this.client.port}`);
      }
      this.discard();
      return classifyError(error, sent);
    }
  }

  /** Closes the connection without waiting for the server. */
  discard(): void {
    this.opening?.abort();
    this.client?.connection.stream.destroy();
    this.opening = undefined;
    this.client = undefined;
  }

  private async open(): Promise<Client> {
    const opening = new AbortController();
    this.opening = opening;
    const client = await openClient(
      {
        connectionString: this.uri,
        application_name: 'citus-cluster chaos',
        connectionTimeoutMillis: this.limitMs,
        keepAlive: true,
        // A statement that its client gave up on does not occupy the server.
        options: '-c client_connection_check_interval=1s',
      },
      {
        signal: opening.signal,
        prepare: (one) => {
          // Lost while it was idle: the next attempt opens another.
          const lost = (): void => {
            if (this.client === one) this.discard();
          };
          one.on('error', lost).on('end', lost);
          one.on('notice', (notice) => this.notices.push(notice));
        },
      },
    );
    if (opening.signal.aborted) client.connection.stream.destroy();
    else this.client = client;
    return client;
  }

  private async within<T>(deadline: number, start: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => {
          reject(new TimeLimitError(this.limitMs));
        },
        Math.max(0, deadline - now()),
      );
    });
    const promise = start();
    // Whichever loses the race may still fail, and nobody is left to hear it.
    promise.catch(() => undefined);
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
