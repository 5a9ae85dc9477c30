import { Socket } from 'node:net';
import { Client } from 'pg';
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
  private socket: Socket | undefined;
  private notices: Notice[] = [];

  /**
   * @param uri a libpq URI, which is secret
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
      const client = this.client ?? (await this.within(deadline, this.open()));
      this.notices = [];
      sent = true;
      await this.within(deadline, work(client));
      return classifySuccess(this.notices);
    } catch (error) {
      this.discard();
      return classifyError(error, sent);
    }
  }

  /** Closes the connection without waiting for the server. */
  discard(): void {
    this.socket?.destroy();
    this.socket = undefined;
    this.client = undefined;
  }

  private async open(): Promise<Client> {
    const socket = new Socket();
    const client = new Client({
      connectionString: this.uri,
      application_name: 'citus-cluster chaos',
      // Kept at hand, so that a connection can be cut where nobody answers.
      stream: () => socket,
      keepAlive: true,
      // A statement that its client gave up on does not occupy the server.
      options: '-c client_connection_check_interval=1s',
    });
    // Lost while it was idle: the next attempt opens another.
    const lost = (): void => {
      if (this.socket === socket) this.discard();
    };
    client.on('error', lost).on('end', lost);
    client.on('notice', (notice) => this.notices.push(notice));
    this.socket = socket;
    await client.connect();
    if (this.socket === socket) this.client = client;
    return client;
  }

  private async within<T>(deadline: number, promise: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => {
          reject(new TimeLimitError(this.limitMs));
        },
        Math.max(0, deadline - now()),
      );
    });
    // Whichever loses the race may still fail, and nobody is left to hear it.
    promise.catch(() => undefined);
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
