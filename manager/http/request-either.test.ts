import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createSilentServer, type Server as NetServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../tests/free-port';
import type { CertificatePaths, Certificates } from '../tls/certificates';
import { certificatesAt, serverOptions, TestAuthority } from '../tls/certificates.fixture';
import { portOf } from '../tls/postgres-over-tls.fixture';
import { isAbsent, type HttpAnswer } from './http-request';
import { requestEither } from './request-either';

const ANSWERS: RequestListener = (request, response) => {
  request.pipe(response);
};

describe('requestEither', () => {
  let authority: TestAuthority;
  let other: TestAuthority;
  let own: CertificatePaths;
  const servers: NetServer[] = [];

  beforeAll(() => {
    authority = new TestAuthority();
    other = new TestAuthority('another authority');
    own = authority.issue();
  });
  afterEach(() => {
    for (const server of servers.splice(0)) {
      (server as Server).closeAllConnections?.();
      server.close();
    }
  });
  afterAll(() => {
    authority.remove();
    other.remove();
  });

  async function start(server: NetServer): Promise<number> {
    servers.push(server);
    await once(server.listen(0), 'listening');
    return portOf(server);
  }
  const startClear = (): Promise<number> => start(createServer(ANSWERS));
  const startSecure = (paths: CertificatePaths): Promise<number> =>
    start(createSecureServer(serverOptions(paths), ANSWERS));

  function ask(port: number, certificates?: Certificates, limitMs = 2000): Promise<HttpAnswer> {
    const signal = AbortSignal.timeout(limitMs);
    const question = { method: 'POST', body: 'echo', signal };
    return requestEither(`localhost:${port}`, 'path', question, certificates);
  }

  it('asks in clear where there are no certificates', async () => {
    expect(await ask(await startClear())).toMatchObject({ ok: true, status: 200, body: 'echo' });
  });

  it('asks by https alone where clear text is refused', async () => {
    const certificates = certificatesAt('on', own);
    expect(await ask(await startSecure(own), certificates)).toMatchObject({ body: 'echo' });
    await expect(ask(await startClear(), certificates)).rejects.toThrow();
  });

  it.each(['accept', 'verify'] as const)('is ready for both in stage %s', async (stage) => {
    const certificates = certificatesAt(stage, own);
    expect(await ask(await startSecure(own), certificates)).toMatchObject({ body: 'echo' });
    expect(await ask(await startClear(), certificates)).toMatchObject({ body: 'echo' });
  });

  it('begins with the scheme that was answered last', async () => {
    const certificates = certificatesAt('verify', own);
    const port = await startClear();
    expect(certificates.schemesAt(`localhost:${port}`)).toEqual(['https', 'http']);
    await ask(port, certificates);
    expect(certificates.schemesAt(`localhost:${port}`)).toEqual(['http', 'https']);
  });

  it('takes no longer than its limit, and begins with the other scheme then', async () => {
    const certificates = certificatesAt('verify', own);
    const port = await start(createSilentServer(() => undefined));
    const startedAt = Date.now();
    await expect(ask(port, certificates, 200)).rejects.toMatchObject({ code: 'ABORT_ERR' });
    expect(Date.now() - startedAt).toBeLessThan(390);
    expect(certificates.schemesAt(`localhost:${port}`)).toEqual(['http', 'https']);
  });

  it('tells that nobody is there from silence', async () => {
    const port = await freePort();
    const error: unknown = await ask(port, certificatesAt('verify', own)).catch((e: unknown) => e);
    expect(isAbsent(error)).toBe(true);
  });

  it.each([
    ['of another authority', () => other.issue(), /self.signed|issuer|verify/],
    ['for another name', () => authority.issue(['worker-1-a']), /altnames/],
    ['past its end', () => authority.issue(['localhost'], -3), /of localhost.* has expired/],
  ])('refuses a certificate %s', async (_, issue, message) => {
    const port = await startSecure(issue());
    for (const stage of ['verify', 'on'] as const) {
      await expect(ask(port, certificatesAt(stage, own))).rejects.toThrow(message);
    }
  });

  it('keeps connections, and shows who it is', async () => {
    let connections = 0;
    const options = { ...serverOptions(own), requestCert: true, rejectUnauthorized: true };
    const server = createSecureServer(options, ANSWERS).on('secureConnection', () => {
      connections += 1;
    });
    const port = await start(server);
    const certificates = certificatesAt('mtls', own);
    for (let n = 0; n < 3; n += 1) await ask(port, certificates);
    expect(connections).toBe(1);
  });
});
