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
import { planCluster } from '../topology/plan';
import type { TlsStage } from '../topology/tls/tls-stage';
import { askHttp, type HttpAnswer } from './ask-http';

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
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const endpoint = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    const plan = planCluster(parseClusterConfig('test', {}), stage);
    return askHttp({ plan, caCertificate }, endpoint, '/ready?x=1', limitMs);
  }

  it.each(['off', 'accept', 'verify'] as const)('asks in clear in stage %s', async (stage) => {
    const answer = { status: 503, body: '/ready?x=1' };
    expect(await ask(stage, createServer(ANSWER))).toEqual(answer);
  });

  it.each(['accept', 'verify', 'on', 'mtls'] as const)('asks by TLS in stage %s', async (stage) => {
    const answer = { status: 503, body: '/ready?x=1' };
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
});
