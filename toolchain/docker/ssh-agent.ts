import { Agent, type ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { SshConnection } from './ssh-connection';

/** An SSH server refuses some of those that come while ten log in (`MaxStartups`): others come as well. */
const MOST_LOGINS = 3;

/** A connection whose request is not answered for so long is logged in and has a long answer, ms. */
const LOGIN_MS = 2000;

/** What Node.js calls an agent for, which its types do not tell. */
interface Dispatcher {
  addRequest(request: ClientRequest, options: object): void;
}

/**
 * Carries HTTP to an engine by `ssh`. Each connection is a login: they are kept for further requests, and
 * requests that find none at rest wait while others log in.
 */
export class SshAgent extends Agent {
  private loggingIn = 0;
  private readonly waiting: (() => void)[] = [];

  /** @param address `ssh://[user@]host[:port]` */
  constructor(private readonly address: string) {
    super({ keepAlive: true });
    this.on('free', this.goOn);
  }

  /** Called by Node.js for each request. */
  addRequest(request: ClientRequest, options: object): void {
    const { addRequest } = Agent.prototype as unknown as Dispatcher;
    this.waiting.push(() => {
      addRequest.call(this, request, options);
    });
    this.dispatch();
  }

  /** Called by Node.js for a request that finds no connection at rest. */
  override createConnection(
    _: unknown,
    done?: (error: Error | null, connection: Duplex) => void,
  ): undefined {
    const connection = new SshConnection(this.address);
    this.loggingIn += 1;
    const end = (): void => {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      this.loggingIn -= 1;
      this.goOn();
    };
    let timer: NodeJS.Timeout | undefined = setTimeout(end, LOGIN_MS);
    // Its first answer has ended, or is a stream of its own, or there will be none.
    for (const event of ['free', 'agentRemove', 'close']) connection.once(event, end);
    done?.(null, connection);
  }

  /** Once Node.js has taken note of a connection that is free, or gone. */
  private readonly goOn = (): void => {
    setImmediate(() => {
      this.dispatch();
    });
  };

  private dispatch(): void {
    const canStart = (): boolean =>
      this.loggingIn < MOST_LOGINS || Object.keys(this.freeSockets).length > 0;
    while (this.waiting.length > 0 && canStart()) this.waiting.shift()?.();
  }
}
