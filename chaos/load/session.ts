import type { Client } from 'pg';
import { openClient } from '../../sql/open-client';
import { isSilent, noteSilence } from '../../sql/silent-hosts';
import { uriOfEachHost } from '../../topology/uri-hosts';
import { now } from '../../words/clock';
import { SilentHostError, watchHost } from './host-watch';
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
  /** Whether another host can be asked where one is silent. */
  private readonly hasOthers: boolean;

  /**
   * @param uri a libpq URI, which is secret; of several hosts the first that answers is taken
   * @param limitMs how long an attempt may take, opening the connection included, ms
   */
  constructor(
    private readonly uri: string,
    private readonly limitMs: number,
  ) {
    this.hasOthers = uriOfEachHost(uri).length > 1;
  }

  /** Whether it has a connection, as far as it knows. */
  get isOpen(): boolean {
    return this.client !== undefined;
  }

  /** Whether it is about to get one. */
  get isOpening(): boolean {
    return this.opening !== undefined && this.client === undefined;
  }

  /** Sends the work once. Whatever goes wrong is an outcome; the connection is then given up. */
  async attempt(work: Work): Promise<Outcome> {
    const deadline = now() + this.limitMs;
    let sent = false;
    try {
      if (this.hasOthers && this.client !== undefined && isSilent(addressOf(this.client))) {
        this.discard();
      }
      const client = this.client ?? (await this.within(deadline, () => this.open()));
      this.notices = [];
      sent = true;
      await this.within(deadline, () => this.watched(client, work(client)));
      return classifySuccess(this.notices);
    } catch (error) {
      const isLate = error instanceof TimeLimitError || error instanceof SilentHostError;
      // The host may be lost: the next session asks another first, where there is one.
      if (isLate && this.client !== undefined) noteSilence(addressOf(this.client));
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

  /** Gives an answer up whose host is silent, where there are others. */
  private async watched<T>({ host, port }: Client, answer: Promise<T>): Promise<T> {
    if (!this.hasOthers) return answer;
    const over = new AbortController();
    try {
      return await Promise.race([answer, watchHost(host, port, over.signal)]);
    } finally {
      over.abort();
    }
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

function addressOf({ host, port }: Client): string {
  return `${host}:${port}`;
}
