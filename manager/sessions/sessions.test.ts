import type { Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allNodes } from '../../topology/plan';
import { CREDENTIALS, PLAN } from '../observe/observed.fixture';
import { certificatesAt, TestAuthority } from '../tls/certificates.fixture';
import type { CertificatePaths } from '../tls/certificates';
import { portOf, startPostgresOverTls } from '../tls/postgres-over-tls.fixture';
import { openSession } from './sessions';

describe('a session by TLS', () => {
  let authority: TestAuthority;
  const servers: Server[] = [];

  beforeAll(() => {
    authority = new TestAuthority();
  });
  afterAll(() => {
    for (const server of servers) server.close();
    authority.remove();
  });

  async function open(served: CertificatePaths): Promise<unknown> {
    const server = await startPostgresOverTls(served);
    servers.push(server);
    const [node] = allNodes(PLAN);
    if (node === undefined) throw new Error('no node');
    const certificates = certificatesAt('verify', authority.issue());
    const here = { ...node, name: 'localhost', postgresPort: portOf(server) };
    return openSession(here, { ...CREDENTIALS, certificates }, 'postgres');
  }

  it('comes as far as the password, again and again', async () => {
    const paths = authority.issue();
    for (let n = 0; n < 2; n += 1)
      await expect(open(paths)).rejects.toMatchObject({ code: '28P01' });
  });

  it('refuses a server of another name', async () => {
    await expect(open(authority.issue(['worker-1-a']))).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('says whose certificate is past its end', async () => {
    await expect(open(authority.issue(['localhost'], -3))).rejects.toMatchObject({
      message: "certificate of localhost, or its authority's, has expired",
      code: 'CERT_HAS_EXPIRED',
    });
  });
});
