import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { StatusDocument } from '../manager/status-document';
import { parseClusterConfig } from '../topology/config/config';
import { planCluster } from '../topology/plan-cluster';
import { askManager } from './ask-manager';
import type { Deployment } from './local-state';

/** A manager as it answers; `heard` is how many managers it hears, itself included. */
interface Answer {
  readonly name: string;
  readonly acting: string | null;
  readonly heard: number;
  readonly afterMs?: number;
}

const MANAGERS = ['manager-h1', 'manager-h2', 'manager-h3'];

describe('askManager', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });

  /** Serves the answers at addresses of their own and one port, and asks for a status. */
  async function told(answers: readonly Answer[]): Promise<string> {
    let port = 0;
    const hosts = answers.map((_, index) => `127.0.0.${index + 1}`);
    for (const [index, { name, acting, heard, afterMs = 0 }] of answers.entries()) {
      const managers = MANAGERS.map((one, place) => ({ name: one, healthy: place < heard }));
      const server = createServer((_, response) => {
        const body = JSON.stringify({ manager: name, acting, managers } as Partial<StatusDocument>);
        void pause(afterMs).then(() => response.writeHead(200).end(body));
      });
      servers.push(server);
      await once(server.listen(port, hosts[index]), 'listening');
      ({ port } = server.address() as AddressInfo);
    }
    const plan = planCluster(parseClusterConfig('test', {}), 'off');
    const [host = ''] = hosts;
    const manager = { host, port, hosts };
    return (await askManager({ plan, endpoints: { manager } } as unknown as Deployment)).manager;
  }

  it('takes the answer of one that knows who acts before one that does not', async () => {
    const cut = { name: 'manager-h1', acting: null, heard: 1 };
    const knowing = { name: 'manager-h2', acting: 'manager-h3', heard: 2, afterMs: 700 };
    expect(await told([cut, knowing])).toBe('manager-h2');
  });

  it('takes the answer of one that hears others where none knows who acts', async () => {
    const cut = { name: 'manager-h1', acting: null, heard: 1 };
    const hearing = { name: 'manager-h2', acting: null, heard: 2, afterMs: 700 };
    expect(await told([cut, hearing])).toBe('manager-h2');
  });

  it('takes the answer of the only one that answers in time', async () => {
    const alone = { name: 'manager-h1', acting: null, heard: 1 };
    const late = { name: 'manager-h2', acting: 'manager-h2', heard: 2, afterMs: 5000 };
    expect(await told([alone, late])).toBe('manager-h1');
  });
});
