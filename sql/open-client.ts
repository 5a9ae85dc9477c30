import { Client, DatabaseError, type ClientConfig } from 'pg';
import { uriOfEachHost } from '../topology/uri-hosts';
import { now, sleep } from '../words/clock';
import { firstToAnswer } from '../words/first-to-answer';
import { noteAnswer, noteSilence, orderOfAsking } from './silent-hosts';

/** How a session is opened, besides what node-postgres is told. */
export interface Opening {
  /** Gives it up. */
  readonly signal?: AbortSignal | undefined;
  /** Is handed each client before it connects. */
  readonly prepare?: (client: Client) => void;
}

/** Longest wait for a session by default, where several hosts are listed, ms. */
const LIMIT_MS = 10_000;

/**
 * How long one of several hosts may take before the next one is asked beside it, ms: more than a busy server
 * does. It is not given up: a load balancer holds sessions while a primary is being elected, and the others'
 * do so as well.
 */
const PATIENCE_MS = 700;

/**
 * How long where it takes the connection, as a host that is lost does not, ms: longer than a handover, as the
 * new primary would begin a session for each host that is asked.
 */
const HELD_PATIENCE_MS = 1700;

/**
 * SQLSTATEs by which a server, or the pooler before it, says that it can't be reached now (class 08), that it
 * ends or begins (57P01 to 57P03). Another host may have another to give.
 */
const OUT_OF_REACH = /^(08|57P0[1-3])/;

/**
 * Opens a session, which the caller ends: `new Client` and `connect` for a URI that may list several hosts,
 * which node-postgres can't. They are asked in turn ({@link orderOfAsking}), the next one when one refuses,
 * hangs up or is not whom its certificate has to name, and beside it when it is silent. Where one refuses
 * the login, all would: its answer counts.
 *
 * An error of the session between two statements shows in the next one.
 *
 * @param config as node-postgres has it; of several hosts `connectionTimeoutMillis` is for all together
 * @throws what the only host said, or the one that refused the login; AggregateError that names all hosts
 *   and what each said
 */
export async function openClient(config: ClientConfig, opening: Opening = {}): Promise<Client> {
  const { connectionString: uri, connectionTimeoutMillis: limitMs = LIMIT_MS } = config;
  const listed: readonly URL[] = uri === undefined ? [] : uriOfEachHost(uri);
  const uris = new Map(listed.map(({ host, href }) => [host, href]));
  if (uris.size < 2) return open(config, opening);

  const deadline = now() + limitMs;
  const waiting = new Map<string, number>();
  const connected = new Set<string>();
  const ask = async (address: string, over: AbortSignal): Promise<Client | Refusal> => {
    const { signal } = opening;
    const prepare = (client: Client): void => {
      client.connection.stream.once('connect', () => connected.add(address));
      opening.prepare?.(client);
    };
    const cancel = signal === undefined ? over : AbortSignal.any([signal, over]);
    const host = {
      connectionString: uris.get(address),
      connectionTimeoutMillis: Math.max(1, deadline - now()),
    };
    waiting.set(address, now());
    try {
      return await open({ ...config, ...host }, { signal: cancel, prepare });
    } catch (error) {
      if (isRefusal(error)) return new Refusal(error);
      throw error;
    } finally {
      // What was given up has said nothing.
      if (!cancel.aborted && now() < deadline) {
        waiting.delete(address);
        noteAnswer(address);
      }
    }
  };
  const patience = async (address: string, over: AbortSignal): Promise<void> => {
    await sleep(PATIENCE_MS, over);
    if (connected.has(address)) await sleep(HELD_PATIENCE_MS - PATIENCE_MS, over);
  };
  try {
    const answer = await firstToAnswer(orderOfAsking([...uris.keys()]), ask, patience);
    if (answer instanceof Refusal) throw answer.said;
    return answer;
  } finally {
    for (const [address, at] of waiting) if (now() - at >= PATIENCE_MS) noteSilence(address);
  }
}

async function open(config: ClientConfig, { signal, prepare }: Opening): Promise<Client> {
  signal?.throwIfAborted();
  const client = new Client(config);
  client.on('error', () => undefined);
  prepare?.(client);
  const drop = (): void => {
    client.connection.stream.destroy();
  };
  signal?.addEventListener('abort', drop);
  try {
    await client.connect();
    signal?.throwIfAborted();
    return client;
  } catch (error) {
    drop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', drop);
  }
}

/** What the server said that refused a login. */
class Refusal {
  constructor(readonly said: unknown) {}
}

/** Whether the server answered, and any other would answer the same. */
function isRefusal(error: unknown): boolean {
  return error instanceof DatabaseError && !OUT_OF_REACH.test(error.code ?? '');
}
