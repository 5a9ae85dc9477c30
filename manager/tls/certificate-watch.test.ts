import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createSecureServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awaitCondition } from '../../tests/e2e/await-condition';
import { freePort } from '../../tests/free-port';
import { PLAN } from '../observe/observed.fixture';
import { CertificateWatch, servedPorts } from './certificate-watch';
import { certificatesAt, serverOptions, TestAuthority, tlsPlan } from './certificates.fixture';
import { portOf, startPostgresOverTls } from './postgres-over-tls.fixture';
import { servedCertificate } from './served-certificate';

describe('the certificates that are served', () => {
  let authority: TestAuthority;
  const servers: Server[] = [];

  beforeAll(() => {
    authority = new TestAuthority();
  });
  afterAll(() => {
    for (const server of servers) server.close();
    authority.remove();
  });

  it('are at every port that speaks TLS, with PostgreSQL where it begins so', () => {
    const ports = servedPorts(PLAN).map(
      ({ container, port, postgres }) => `${container}:${port}${postgres ? ' postgres' : ''}`,
    );
    expect(ports).toHaveLength(3 + 2 * 6 + 4);
    expect(ports).toEqual(
      expect.arrayContaining([
        ...['etcd-1:2379', 'worker-2-b:5432 postgres', 'worker-2-b:8008'],
        ...['load-balancer:7000', 'pooler:6432 postgres', 'manager:8080'],
        'backup:8433',
      ]),
    );
  });

  it('are read with PostgreSQL, also past their end', async () => {
    const paths = authority.issue(['localhost'], -3);
    const server = await startPostgresOverTls(paths);
    servers.push(server);
    const at = { container: 'localhost', port: portOf(server), postgres: true };
    const { context } = certificatesAt('on', authority.issue());
    const read = await servedCertificate(at, context, 2000);
    expect(read.serialNumber).toBe(new X509Certificate(serverOptions(paths).cert).serialNumber);
  });

  it('are not waited for longer than the limit', async () => {
    const server = createServer(() => undefined);
    servers.push(server);
    await once(server.listen(0), 'listening');
    const { context } = certificatesAt('on', authority.issue());
    for (const postgres of [true, false]) {
      const at = { container: 'localhost', port: portOf(server), postgres };
      await expect(servedCertificate(at, context, 100)).rejects.toMatchObject({
        code: 'ABORT_ERR',
      });
    }
  });

  it('are told with the time that is left, or why there is none', async () => {
    const paths = authority.issue(['localhost'], 20);
    const server = createSecureServer(serverOptions(paths));
    servers.push(server);
    await once(server.listen(0), 'listening');
    const here = { name: 'localhost', port: { internal: portOf(server), external: 0 } };
    const absent = { name: 'localhost', port: { internal: await freePort(), external: 0 } };
    const plan = {
      ...{ ...PLAN, etcd: [], groups: [], tls: tlsPlan('on') },
      manager: { ...PLAN.manager, ...here },
      pooler: { ...PLAN.pooler, ...absent },
      loadBalancer: {
        ...{ ...PLAN.loadBalancer, name: 'localhost' },
        ports: { ...PLAN.loadBalancer.ports, stats: here.port },
      },
    };
    const watch = new CertificateWatch(plan, certificatesAt('on', paths));
    expect(watch.status).toEqual([]);
    const run = watch.run();
    const status = await awaitCondition(
      'the first look',
      () => Promise.resolve(watch.status),
      (seen) => seen.length > 0,
      5000,
    );
    watch.stop();
    await run;
    const { serialNumber: serial } = new X509Certificate(serverOptions(paths).cert);
    const [statistics, pooler, manager] = status;
    expect(statistics).toMatchObject({ port: here.port.internal, serial });
    expect(pooler).toMatchObject({ error: expect.stringContaining('ECONNREFUSED') as string });
    expect(manager).toMatchObject({ container: 'localhost', authority: 'test authority' });
    const left = manager && 'secondsLeft' in manager ? manager.secondsLeft : NaN;
    expect(left / 86_400).toBeCloseTo(20, 1);
    expect(watch.findings.notices).toHaveLength(1);
    expect(watch.authorities).toMatchObject([{ name: 'test authority' }]);
  });
});
