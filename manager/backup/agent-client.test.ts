import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../tests/free-port';
import type { RepositoryPlan } from '../../topology/backup/backup-plan';
import type { CertificatePaths } from '../tls/certificates';
import { certificatesAt, serverOptions, TestAuthority } from '../tls/certificates.fixture';
import { portOf } from '../tls/postgres-over-tls.fixture';
import { AgentClient } from './agent-client';

/** What was asked last. */
let asked = '';

function answering(status: number, document: unknown): RequestListener {
  return (request, response) => {
    void text(request).then((body) => {
      asked = `${request.method} ${request.url} ${body}`.trim();
      response.writeHead(status).end(JSON.stringify(document));
    });
  };
}

describe('AgentClient', () => {
  let authority: TestAuthority;
  let own: CertificatePaths;
  const servers: Server[] = [];

  beforeAll(() => {
    authority = new TestAuthority();
    own = authority.issue();
  });
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });
  afterAll(() => {
    authority.remove();
  });

  function clientOf(agentPort: number, begin = 5000): AgentClient {
    const repository: RepositoryPlan = {
      ...{ name: 'backup', container: 'citus-test-backup', address: 'localhost' },
      ...{ resources: { memoryMiB: 512, cpus: '1' }, number: 1, repository: { type: 'volume' } },
      ...{ volume: 'citus-test-backup', port: 8432, agentPort },
    };
    const limits = { begin, read: 5000, stanza: 5000, archive: 5000 };
    return new AgentClient(repository, certificatesAt('mtls', own), limits);
  }

  async function startAgent(listener: RequestListener, begin?: number): Promise<AgentClient> {
    const options = { ...serverOptions(own), requestCert: true, rejectUnauthorized: true };
    const server = createServer(options, listener);
    servers.push(server);
    await once(server.listen(0), 'listening');
    return clientOf(portOf(server), begin);
  }

  it('asks as the protocol says', async () => {
    const state = { stanzas: [], jobs: [], bytesUsed: 1, bytesFree: 2, error: null };
    expect(await (await startAgent(answering(200, state))).state()).toEqual(state);
    expect(asked).toBe('GET /state');

    const agent = await startAgent(answering(202, {}));
    expect(await agent.beginBackup('worker-1', 'incr')).toBe(true);
    expect(asked).toBe('POST /backups/worker-1?type=incr');
    expect(await agent.beginVerification('worker-1')).toBe(true);
    expect(asked).toBe('POST /verifications/worker-1');
    await agent.makeStanza('worker-1');
    expect(asked).toBe('POST /stanzas/worker-1');
    await agent.writeFile('layout.json', '{"version":1}');
    expect(asked).toBe('PUT /files/layout.json {"version":1}');
    await agent.removeFile('layout.json');
    expect(asked).toBe('DELETE /files/layout.json');
    await agent.archive('worker-1');
    expect(asked).toBe('GET /archive/worker-1');
    await agent.files();
    expect(asked).toBe('GET /files/');
  });

  it('tells a stanza that has a job, and a file that is not there, from failures', async () => {
    const busy = await startAgent(answering(409, { error: 'has a backup under way' }));
    expect(await busy.beginBackup('worker-1', 'full')).toBe(false);
    await expect(busy.state()).rejects.toThrow('has a backup under way');

    const empty = await startAgent(answering(404, { error: 'there is no file' }));
    expect(await empty.readFile('layout.json')).toBeUndefined();
    await expect(empty.archive('worker-1')).rejects.toThrow('there is no file');
  });

  it('says what failed, at which repository, and why', async () => {
    const failing = await startAgent(answering(500, { error: '[056]: unable to find primary' }));
    await expect(failing.makeStanza('worker-1')).rejects.toThrow(
      'repository backup, making stanza worker-1: [056]: unable to find primary',
    );
    const odd = await startAgent((_, response) => response.writeHead(502).end('<html>'));
    await expect(odd.files()).rejects.toThrow('listing its catalogue: 502 Bad Gateway');
    await expect(clientOf(await freePort()).readFile('a')).rejects.toThrow(
      /^repository backup, reading file a: .*ECONNREFUSED/,
    );
  });

  it('waits no longer than its limit', async () => {
    const mute = await startAgent(() => undefined, 200);
    await expect(mute.beginBackup('worker-1', 'full')).rejects.toThrow(
      'repository backup, beginning a full backup of worker-1: no answer within 200 ms',
    );
  });
});
