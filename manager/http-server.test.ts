import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { request } from './http/http-request';
import { serve, type ServedManager } from './http-server';
import { Metrics } from './metrics';
import { MOVING } from './moves/moves-status.fixture';
import { observed, PLAN, SEEN } from './observe/observed.fixture';
import { statusDocument } from './status-document';
import { certificatesAt, TestAuthority } from './tls/certificates.fixture';
import { servedCertificate } from './tls/served-certificate';

let connected = true;

const MANAGER: ServedManager = {
  alive: true,
  findings: {
    ...{ manager: 'manager', acting: true, canAct: true, plan: { digest: 'd', since: 0 } },
    ...{ setUpReasons: [], reasons: [], notices: [] },
  },
  isConnected: () => Promise.resolve(connected),
  metrics: new Metrics(),
  notReadyReasons: () => Promise.resolve(['worker-1 has no primary']),
  status: ({ counted = false } = {}) => {
    const shards = [{ group: 1, node: 'worker-1-a', shards: 4, rows: 9, exact: counted }];
    const certificates = [
      {
        ...{ container: 'pooler', port: 6432, expiresAt: '2026-11-26T12:00:00.000Z' },
        ...{ secondsLeft: 99, serial: '01', authority: 'test' },
      },
    ];
    const status = statusDocument(PLAN, observed(), { ...SEEN, shards, certificates });
    return Promise.resolve({ ...status, moves: MOVING });
  },
};

let server: Server;

beforeAll(async () => {
  server = serve(MANAGER, 0);
  await once(server, 'listening');
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** What comes back for these bytes until the server closes the connection. */
async function send(bytes: string, { abort = false } = {}): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(bytes, 'latin1');
  if (abort) socket.resetAndDestroy();
  else socket.end();
  if (!socket.closed) await once(socket, 'close');
  return answer;
}

const rawRequest = (line: string, ...headers: string[]): string =>
  [line, 'Host: manager', 'Connection: close', ...headers, '', ''].join('\r\n');

const codeOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

describe('the manager over HTTP', () => {
  it.each([
    ['GET /health', 200, '"alive": true'],
    ['GET /ready', 503, 'worker-1 has no primary'],
    ['GET /status', 200, '"healthy": true'],
    ['GET /status?', 200, '"exact": false'],
    ['GET /status?rows=exact', 200, '"exact": true'],
    ['GET /status?rows=all', 400, 'rows may be'],
    ['GET /metrics', 200, 'citus_cluster_healthy 1'],
    ['GET /metrics', 200, 'certificate_expiry_seconds{container="pooler",port="6432"} 99'],
    ['GET /metrics', 200, 'citus_cluster_moves_state{state="moving"} 1'],
    ['GET /metrics', 200, 'citus_cluster_moves_longest_pause_seconds 0.26'],
    ['GET /metrics', 200, 'citus_cluster_placed_shards{group="1",table="vehicle_locations"} 2'],
    ['GET /favicon.ico', 404, 'there are /health'],
    ['POST /status', 405, 'GET and HEAD are allowed'],
  ])('answers %s', async (line, code, text) => {
    const answer = await send(rawRequest(`${line} HTTP/1.1`));
    expect(codeOf(answer)).toBe(code);
    expect(answer).toContain(text);
  });

  it('says whether its host is cut off', async () => {
    const line = rawRequest('GET /connected HTTP/1.1');
    expect(codeOf(await send(line))).toBe(200);
    connected = false;
    const answer = await send(line);
    connected = true;
    expect(codeOf(answer)).toBe(503);
    expect(answer).toContain('"connected": false');
  });

  it('answers HEAD without a body', async () => {
    const answer = await send(rawRequest('HEAD /health HTTP/1.1'));
    expect(codeOf(answer)).toBe(200);
    expect(answer).not.toContain('alive');
  });

  it.each([
    ['two slashes', rawRequest('GET // HTTP/1.1')],
    ['three slashes', rawRequest('GET ///status HTTP/1.1')],
    ['a host without a name', rawRequest('GET http:// HTTP/1.1')],
    ['an absolute address', rawRequest('GET http://[::1/status HTTP/1.1')],
    ['an impossible port', rawRequest('GET //manager:99999/ HTTP/1.1')],
    ['a query alone', rawRequest('GET ? HTTP/1.1')],
    ['broken percents', rawRequest('GET /%/%zz%ff HTTP/1.1')],
    ['an asterisk', rawRequest('OPTIONS * HTTP/1.1')],
    ['bytes that are no text', rawRequest('GET /\xff\xfe HTTP/1.1')],
    ['a null byte', rawRequest('GET /\0 HTTP/1.1')],
    ['no path', 'GET  HTTP/1.1\r\n\r\n'],
    ['an unknown method', rawRequest('BREW /status HTTP/1.1')],
    ['a tunnel', rawRequest('CONNECT manager:8080 HTTP/1.1')],
    ['an upgrade', rawRequest('GET /status HTTP/1.1', 'Upgrade: websocket', 'Connection: upgrade')],
    ['an expectation', rawRequest('GET /status HTTP/1.1', 'Expect: a miracle')],
    ['a body of another length', rawRequest('GET /status HTTP/1.1', 'Content-Length: 5') + 'x'],
    ['a negative length', rawRequest('GET /status HTTP/1.1', 'Content-Length: -1')],
    ['broken chunks', rawRequest('GET /status HTTP/1.1', 'Transfer-Encoding: chunked') + 'zz\r\n'],
    ['a long path', rawRequest(`GET /${'a'.repeat(100_000)} HTTP/1.1`)],
    ['long headers', rawRequest('GET /status HTTP/1.1', `X: ${'a'.repeat(100_000)}`)],
    ['many headers', rawRequest('GET /status HTTP/1.1', ...Array<string>(5000).fill('X: y'))],
    ['a header of no form', rawRequest('GET /status HTTP/1.1', 'no colon')],
    ['two hosts', rawRequest('GET /status HTTP/1.1', 'Host: other')],
    ['HTTP 9.9', rawRequest('GET /status HTTP/9.9')],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['half a request', 'GET /sta'],
    ['nothing', ''],
    ['pipelined requests', rawRequest('GET // HTTP/1.1').repeat(50)],
  ])('outlives %s', async (_, bytes) => {
    await send(bytes);
    await send(bytes, { abort: true });
    expect(codeOf(await send(rawRequest('GET /health HTTP/1.1')))).toBe(200);
  });

  it('serves https with its certificate, and after a reload with the next one', async () => {
    const authority = new TestAuthority();
    const paths = authority.issue();
    const certificates = certificatesAt('verify', paths);
    const secure = serve(MANAGER, 0, certificates);
    await once(secure, 'listening');
    const { port } = secure.address() as AddressInfo;
    const at = { container: 'localhost', port, postgres: false };
    const serial = async (): Promise<string> =>
      (await servedCertificate(at, certificates.context, 2000)).serialNumber;
    const before = await serial();
    const signal = AbortSignal.timeout(2000);
    const answer = await request(`https://localhost:${port}/health`, { signal }, certificates);
    expect(answer).toMatchObject({ ok: true, body: expect.stringContaining('alive') as string });
    const next = authority.issue();
    copyFileSync(next.certificate, paths.certificate);
    copyFileSync(next.key, paths.key);
    certificates.reload();
    expect(await serial()).not.toBe(before);
    secure.close();
    secure.closeAllConnections();
    authority.remove();
  });

  it('answers with 500 what fails', async () => {
    const failing = serve({ ...MANAGER, status: () => Promise.reject(new Error('no')) }, 0);
    await once(failing, 'listening');
    const { port } = failing.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/status`);
    expect(response.status).toBe(500);
    failing.close();
  });
});
