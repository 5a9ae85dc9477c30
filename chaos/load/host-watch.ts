import { connect } from 'node:net';
import { sleep } from '../../words/clock';

/** How long a statement may be without an answer before its host is asked for a connection, ms. */
const PATIENCE_MS = 500;

/** How long the host may take to give one, ms. */
const ANSWER_LIMIT_MS = 500;

/** A host that gives no connection any more. */
export class SilentHostError extends Error {
  constructor(address: string) {
    super(`${address} has gone silent`);
  }
}

/**
 * Watches the host of a connection on which an answer is awaited, as libpq's tcp_user_timeout has the
 * kernel do, which Node.js has no way to ask for.
 *
 * @param over ends the watch
 * @throws SilentHostError once the host gives no new connection; never resolves
 */
export async function watchHost(host: string, port: number, over: AbortSignal): Promise<never> {
  for (;;) {
    await sleep(PATIENCE_MS, over);
    if (over.aborted) return new Promise(() => undefined);
    if (!(await answers(host, port))) throw new SilentHostError(`${host}:${port}`);
  }
}

/** Questions under way by address: one is enough for all that wait. */
const asked = new Map<string, Promise<boolean>>();

function answers(host: string, port: number): Promise<boolean> {
  const address = `${host}:${port}`;
  const asking = asked.get(address) ?? ask(host, port).finally(() => asked.delete(address));
  asked.set(address, asking);
  return asking;
}

function ask(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ANSWER_LIMIT_MS });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    // A refusal is an answer; the connection that waits will be told as much.
    socket
      .once('connect', end(true))
      .once('timeout', end(false))
      .on('error', (error: NodeJS.ErrnoException) => {
        end(error.code === 'ECONNREFUSED')();
      });
  });
}
