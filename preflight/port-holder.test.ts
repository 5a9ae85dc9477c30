import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { findPortHolder, listeningInodes } from './port-holder';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1538 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0 0 10 0
   2: 00000000:1539 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0
`;

describe('listeningInodes', () => {
  it('takes listening sockets of the port alone', () => {
    expect(listeningInodes(TABLE, 5432)).toEqual(['4711']);
    expect(listeningInodes(TABLE, 5433)).toEqual(['4713']);
    expect(listeningInodes(TABLE, 5434)).toEqual([]);
  });

  it('takes an absent table for an empty one', () => {
    expect(listeningInodes('', 5432)).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('findPortHolder', () => {
  it('names this process for its own port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(findPortHolder(port)?.pid).toBe(process.pid);
    await new Promise((resolve) => server.close(resolve));
    expect(findPortHolder(port)).toBeUndefined();
  });
});
