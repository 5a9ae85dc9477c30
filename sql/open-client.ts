import { Socket } from 'node:net';
import { Client, DatabaseError, type ClientConfig } from 'pg';
import { uriOfEachHost } from '../topology/uri-hosts';
import { now } from '../words/clock';
import { formatDuration } from '../words/duration';
import { messageOf } from '../words/message-of';
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
 * Longest wait for the first word of one of several hosts, ms. It is the first word that is waited for and
 * not the whole login, since a host that swallows packets says none, and a busy server does.
 */
const SILENCE_MS = 2000;

/**
 * SQLSTATEs by which a server, or the pooler before it, says that it can't be reached now (class 08), that it
 * ends or begins (57P01 to 57P03). Another host may have another to give.
 */
const OUT_OF_REACH = /^(08|57P0[1-3])/;

/**
 * Opens a session, which the caller ends: `new Client` and `connect` for a URI that may list several hosts,
 * which node-postgres can't. They are asked in turn ({@link orderOfAsking}). One that refuses, hangs up, is not
 * whom its certificate has to name, or says nothing for 2 s, or for its share of the time if that is less, is
 * passed over; where one refuses the login, the others are not asked, for they would say the same.
 *
 * An error of the session between two statements shows in the next one.
 *
 * @param config as node-postgres has it; of several hosts `connectionTimeoutMillis` is for all together
 * @throws what the only host said; AggregateError that names all hosts and what each said
 */
export async function openClient(config: ClientConfig, opening: Opening = {}): Promise<Client> {
  const { connectionString: uri, connectionTimeoutMillis: limitMs = LIMIT_MS } = config;
  const listed: readonly URL[] = uri === undefined ? [] : uriOfEachHost(uri);
  const uris = new Map(listed.map(({ host, href }) => [host, href]));
  if (uris.size < 2) return open(config, opening);

  const deadline = now() + limitMs;
  const silenceMs = Math.min(SILENCE_MS, limitMs / uris.size);
  const failures = new Map<string, unknown>();
  for (const address of orderOfAsking([...uris.keys()])) {
    const host = {
      connectionString: uris.get(address),
      connectionTimeoutMillis: Math.max(1, deadline - now()),
      stream: () => listeningSocket(silenceMs),
    };
    try {
      const client = await open({ ...config, ...host }, opening);
      noteAnswer(address);
      return client;
    } catch (error) {
      if (opening.signal?.aborted) throw error;
      if (error instanceof Silence) noteSilence(address);
      else noteAnswer(address);
      if (isRefusal(error)) throw error;
      failures.set(address, error);
    }
  }
  const said = [...uris.keys()].map(
    (address) => `${address}: ${messageOf(failures.get(address) ?? 'was silent a moment ago')}`,
  );
  throw new AggregateError(failures.values(), said.join('; '));
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
    return client;
  } catch (error) {
    drop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', drop);
  }
}

/** A server said nothing. */
class Silence extends Error {}

/** A socket that is given up unless the server's first word comes in time. */
function listeningSocket(limitMs: number): Socket {
  const socket = new Socket();
  const timer = setTimeout(() => {
    socket.destroy(new Silence(`said nothing for ${formatDuration(limitMs)}`));
  }, limitMs);
  const stop = (): void => {
    clearTimeout(timer);
  };
  return socket.once('data', stop).once('close', stop);
}

/** Whether the server answered, and any other would answer the same. */
function isRefusal(error: unknown): boolean {
  return error instanceof DatabaseError && !OUT_OF_REACH.test(error.code ?? '');
}
