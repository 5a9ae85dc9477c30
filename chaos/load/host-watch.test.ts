import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchHost } from './host-watch';

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  ({ port } = server.address() as AddressInfo);
});

afterAll(() => {
  server.close();
});

/** What a watch has found by the end of some time. */
function found(host: string, at: number, ms: number): Promise<string> {
  const over = AbortSignal.timeout(ms);
  const end = new Promise<string>((resolve) => {
    over.addEventListener('abort', () => {
      resolve('nothing');
    });
  });
  const watch = watchHost(host, at, over).catch((error: unknown) => (error as Error).message);
  return Promise.race([watch, end]);
}

describe('watchHost', () => {
  it('finds nothing wrong with a host that answers, be it by a refusal', async () => {
    const watches = [found('127.0.0.1', port, 1800), found('127.0.0.1', 1, 1800)];
    expect(await Promise.all(watches)).toEqual(['nothing', 'nothing']);
  });
});
