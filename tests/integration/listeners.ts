import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A port of this machine in place of a server. */
export interface Listener {
  readonly address: string;
  /** Connections that it took. */
  readonly taken: () => number;
  close(): void;
}

/** Takes connections and never says a word, as a frozen host does. */
export function silentListener(): Promise<Listener> {
  return listen(() => undefined);
}

/** Stands before a server until a client sends the words; then it is gone with all its connections. */
export function mortalProxy(port: number, words: string): Promise<Listener> {
  return listen((client, die) => {
    const server = connect(port, '127.0.0.1');
    client.pipe(server).pipe(client);
    client.on('data', (chunk) => {
      if (chunk.includes(words)) die();
    });
    for (const socket of [client, server]) socket.on('error', () => undefined);
    client.on('close', () => server.destroy());
  });
}

/** A proxy that stops to pass anything on when it is told to. */
export interface FadingProxy extends Listener {
  fallSilent(): void;
  /** Connections on which a client said something: sessions, and not those who ask if it is there. */
  readonly sessions: () => number;
}

/** Stands before a server until it falls silent, as a host does that is lost without a word. */
export async function fadingProxy(port: number): Promise<FadingProxy> {
  let isSilent = false;
  let sessions = 0;
  const listener = await listen((client) => {
    const server = connect(port, '127.0.0.1').on('error', () => undefined);
    const pass = (from: Socket, to: Socket): void => {
      from.on('data', (chunk) => !isSilent && to.write(chunk));
    };
    pass(client, server);
    pass(server, client);
    client.once('data', () => (sessions += 1)).on('close', () => server.destroy());
  });
  return { ...listener, sessions: () => sessions, fallSilent: () => void (isSilent = true) };
}

async function listen(serve: (client: Socket, die: () => void) => void): Promise<Listener> {
  const clients = new Set<Socket>();
  let taken = 0;
  const die = (): void => {
    server.close();
    for (const client of clients) client.destroy();
  };
  const server: Server = createServer((client) => {
    taken += 1;
    clients.add(client.on('error', () => undefined));
    serve(client, die);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, taken: () => taken, close: die };
}
