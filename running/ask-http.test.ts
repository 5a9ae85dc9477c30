import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseClusterConfig } from '../topology/config/config';
import { planCluster } from '../topology/plan-cluster';
import type { TlsStage } from '../topology/tls/tls-stage';
import { askHttp, type HttpAnswer } from './ask-http';

const LOOPBACK = '127.0.0.1';

const ANSWER: RequestListener = ({ url }, response) => response.writeHead(503).end(url);

/** A certificate that is its own authority. */
function selfSigned(names: string): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'ask-http-'));
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
      ...['-subj', '/CN=test', '-addext', `subjectAltName=${names}`, '-keyout', key, '-out', cert],
    ],
    { stdio: 'ignore' },
  );
  const made = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return made;
}

describe('askHttp', () => {
  let own: ReturnType<typeof selfSigned>;
  let server: Server;
  beforeAll(() => {
    own = selfSigned('IP:127.0.0.1');
  });
  afterEach(() => {
    server.close();
  });

  async function ask(
    stage: TlsStage,
    asked: Server,
    { caCertificate = own.cert, limitMs = 5000 } = {},
  ): Promise<HttpAnswer> {
    server = asked;
    await once(server.listen(0, LOOPBACK), 'listening');
    const endpoint = { host: LOOPBACK, port: (server.address() as AddressInfo).port };
    const plan = planCluster(parseClusterConfig('test', {}), stage);
    return askHttp({ plan, caCertificate }, endpoint, '/ready?x=1', limitMs);
  }

  it.each(['off', 'accept', 'verify'] as const)('asks in clear in stage %s', async (stage) => {
    const answer = { host: LOOPBACK, status: 503, body: '/ready?x=1' };
    expect(await ask(stage, createServer(ANSWER))).toEqual(answer);
  });

  it.each(['accept', 'verify', 'on', 'mtls'] as const)('asks by TLS in stage %s', async (stage) => {
    const answer = { host: LOOPBACK, status: 503, body: '/ready?x=1' };
    expect(await ask(stage, createSecureServer(own, ANSWER))).toEqual(answer);
  });

  it('asks nobody in clear where clear text is refused', async () => {
    await expect(ask('on', createServer(ANSWER))).rejects.toThrow();
  });

  it('refuses another name, and another authority', async () => {
    const other = selfSigned('DNS:elsewhere');
    const trusting = { caCertificate: other.cert };
    await expect(ask('on', createSecureServer(other, ANSWER), trusting)).rejects.toThrow(
      /altnames/,
    );
    server.close();
    await expect(ask('on', createSecureServer(other, ANSWER))).rejects.toThrow(/self-signed/);
  });

  it('waits no longer than it may', async () => {
    const silent = createServer(() => undefined);
    await expect(ask('off', silent, { limitMs: 50 })).rejects.toThrow(/timeout/);
    silent.closeAllConnections();
  });

  describe('of several hosts', () => {
    /** More of this machine's addresses. */
    const [FIRST, SECOND] = ['127.0.0.2', '127.0.0.3'];
    const plan = planCluster(parseClusterConfig('test', {}), 'off');
    let others: Server[] = [];
    afterEach(() => {
      for (const other of others) other.close().closeAllConnections();
      others = [];
    });

    /** Asks at a port that the servers share, each at its address. */
    async function askAll(servers: Readonly<Record<string, RequestListener>>, limitMs = 5000) {
      server = createServer();
      await once(server.listen(0, LOOPBACK), 'listening');
      const { port } = server.address() as AddressInfo;
      for (const [host, listener] of Object.entries(servers)) {
        const other = createServer(listener);
        others.push(other);
        await once(other.listen(port, host), 'listening');
      }
      const endpoint = { host: FIRST, port, hosts: [FIRST, SECOND] };
      return askHttp({ plan }, endpoint, '/', limitMs);
    }

    it('takes the next one where one refuses', async () => {
      expect(await askAll({ [SECOND]: ANSWER })).toMatchObject({ host: SECOND, status: 503 });
    });

    it('does not wait for a silent one, whose connection it gives up', async () => {
      let given: Promise<unknown> | undefined;
      const silent: RequestListener = ({ socket }) => {
        given = once(socket, 'close');
      };
      const startedAt = performance.now();
      expect(await askAll({ [FIRST]: silent, [SECOND]: ANSWER })).toMatchObject({ host: SECOND });
      expect(performance.now() - startedAt).toBeLessThan(2000);
      expect(given).toBeDefined();
      await given;
    });

    it('names them all where none answers in time', async () => {
      const silent = { [FIRST]: () => undefined };
      await expect(askAll(silent, 500)).rejects.toThrow(
        /^127\.0\.0\.2: .*timeout; 127\.0\.0\.3: .*ECONNREFUSED/,
      );
    });
  });
});
