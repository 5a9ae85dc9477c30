import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../tests/free-port';
import { askLoadBalancer } from './load-balancer-probe';
import { CREDENTIALS, PLAN } from './observed.fixture';

const HEAD = '# pxname,svname,qcur,status,';

describe('askLoadBalancer', () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.close();
    server?.closeAllConnections();
  });

  async function ask(csv: string) {
    server = createServer((request, response) => {
      if (request.url === '/;csv;scope=primary') response.end(csv);
      else response.writeHead(404).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return askAt((server.address() as AddressInfo).port);
  }

  function askAt(port: number) {
    const { loadBalancer } = PLAN;
    const stats = { internal: port, external: 0 };
    const ports = { ...loadBalancer.ports, stats };
    const at = { ...loadBalancer, name: '127.0.0.1', ports };
    return askLoadBalancer(at, CREDENTIALS);
  }

  it('tells whether the write port leads to a primary', async () => {
    const up = [HEAD, 'primary,coordinator-a,0,UP,', 'primary,BACKEND,0,UP,'].join('\n');
    expect(await ask(up)).toEqual({ servesPrimary: true });
    server?.close();
    expect(await ask(up.replaceAll('UP', 'DOWN'))).toEqual({ servesPrimary: false });
  });

  it('knows nothing without an answer', async () => {
    expect(await askAt(await freePort())).toBeUndefined();
  });
});
