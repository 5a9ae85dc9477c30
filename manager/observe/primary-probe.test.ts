import { once } from 'node:events';
import { createServer as createSecureServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { allNodes, type NodePlan } from '../../topology/plan';
import { certificatesAt, serverOptions, TestAuthority } from '../tls/certificates.fixture';
import { portOf } from '../tls/postgres-over-tls.fixture';
import { CREDENTIALS, PLAN } from './observed.fixture';
import { PrimaryProbe } from './primary-probe';

/** How long nothing was heard before the login, ms of a clock that is set forward. */
const SILENCE_MS = 600_000;

/** PostgreSQL's refusal of a login, as it comes over the wire: severity, code, text. */
function refusal(code: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0Mrefused\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(fields.length + 4);
  return Buffer.concat([Buffer.from('E'), length, fields]);
}

function firstNode(): NodePlan {
  const [node] = allNodes(PLAN);
  if (node === undefined) throw new Error('no node');
  return node;
}

describe('PrimaryProbe', () => {
  let server: Server;
  let code: string;
  let asked = 0;

  beforeEach(async () => {
    asked = 0;
    server = createServer((socket) => {
      socket.once('data', () => {
        asked += 1;
        socket.end(refusal(code));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    vi.useRealTimers();
    server.close();
  });

  async function probed(refusedWith: string): Promise<PrimaryProbe> {
    code = refusedWith;
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    // Nobody listens where Patroni would.
    const here = { ...firstNode(), name: '127.0.0.1', postgresPort: port, patroniPort: 9 };
    vi.useFakeTimers({ toFake: ['Date'] });
    const probe = new PrimaryProbe(here, CREDENTIALS);
    vi.setSystemTime(Date.now() + SILENCE_MS);
    probe.send();
    await vi.waitFor(() => {
      expect(asked).toBe(1);
      expect(probe.silence.silentMs).toBeLessThan(SILENCE_MS);
    });
    probe.close();
    return probe;
  }

  it('takes the refusal of its password for an answer of a server that works', async () => {
    expect((await probed('28P01')).sqlSilentMs).toBeLessThan(SILENCE_MS);
  });

  it('takes the refusal of a server that is starting for an answer, but not for work', async () => {
    expect((await probed('57P03')).sqlSilentMs).toBeGreaterThanOrEqual(SILENCE_MS);
  });

  it('tells of a login without an answer, and not of one that PostgreSQL refuses', async () => {
    const refused = vi.fn();
    const unanswered = vi.fn();
    code = '57P03';
    const here = { ...firstNode(), name: '127.0.0.1', patroniPort: 9 };
    const shuttingDown = new PrimaryProbe({ ...here, postgresPort: portOf(server) }, CREDENTIALS, {
      unanswered: refused,
    });
    const gone = new PrimaryProbe({ ...here, postgresPort: 9 }, CREDENTIALS, { unanswered });
    shuttingDown.send();
    gone.send();
    await vi.waitFor(() => {
      expect(unanswered).toHaveBeenCalled();
      expect(shuttingDown.silence.silentMs).toBeLessThan(SILENCE_MS);
      expect(asked).toBe(1);
    });
    expect(refused).not.toHaveBeenCalled();
    shuttingDown.close();
    gone.close();
  });

  it('asks a server that shuts down again after a pause', async () => {
    code = '57P03';
    const here = { ...firstNode(), name: '127.0.0.1', patroniPort: 9 };
    const probe = new PrimaryProbe({ ...here, postgresPort: portOf(server) }, CREDENTIALS);
    const startedAt = Date.now();
    await vi.waitFor(
      () => {
        probe.send();
        expect(asked).toBe(3);
      },
      { timeout: 5000, interval: 10 },
    );
    // Two pauses of 400 ms.
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(800);
    probe.close();
  });

  it('takes a certificate that is past its end for an answer too', async () => {
    const authority = new TestAuthority();
    const patroni = createSecureServer(serverOptions(authority.issue(['localhost'], -3)));
    await once(patroni.listen(0), 'listening');
    const certificates = certificatesAt('on', authority.issue());
    const here = { ...firstNode(), name: 'localhost', postgresPort: 9 };
    const probe = new PrimaryProbe(
      { ...here, patroniPort: portOf(patroni) },
      { ...CREDENTIALS, certificates },
    );
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + SILENCE_MS);
    probe.send();
    await vi.waitFor(() => {
      expect(probe.silence.silentMs).toBeLessThan(SILENCE_MS);
    });
    probe.close();
    patroni.close();
    authority.remove();
  });
});
