import { afterEach, describe, expect, it } from 'vitest';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { SessionPool } from './session-pool';

const sockets = new Set<Socket>();
let server: Server | undefined;

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server?.close();
});

/** A server that takes connections and says nothing, as a load balancer without a primary. */
async function silentServer(): Promise<number> {
  server = createServer((socket) => sockets.add(socket.on('error', () => undefined))).listen(0);
  await new Promise((resolve) => server?.once('listening', resolve));
  return (server.address() as AddressInfo).port;
}

describe('SessionPool', () => {
  it('opens two connections at the same time, and the next when one is given up', async () => {
    const pool = new SessionPool(`postgresql://u:p@127.0.0.1:${await silentServer()}/d`, 12, 300);
    const attempts = [pool.acquire(), pool.acquire()].map((session) =>
      session?.attempt((client) => client.query('SELECT 1')),
    );
    expect(pool.acquire()).toBeUndefined();
    const outcomes = await Promise.all(attempts);
    expect(outcomes.map((outcome) => outcome?.class)).toEqual(['failed', 'failed']);
    expect(pool.acquire()).toBeDefined();
  });
});
