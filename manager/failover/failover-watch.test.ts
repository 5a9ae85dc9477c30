import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awaitCondition } from '../../tests/e2e/await-condition';
import { freePort } from '../../tests/free-port';
import type { GroupPlan } from '../../topology/plan';
import { FailoverWatch } from './failover-watch';
import { LeaderStore } from './leader-store';
import { CREDENTIALS, PLAN } from '../observe/observed.fixture';

/** Nodes by the name that the manager knows them by, addresses of this machine. */
const PRIMARY = '127.0.0.1';
const STANDBY = '127.0.0.2';

/** What the manager can reach. */
const reached = { primary: true, store: true };

/** What it did there. */
const seen = { answers: 0, reads: 0, refusals: 0, releases: 0 };

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The consensus store as etcd's gateway shows it: the primary leads, the standby is synchronous. */
function storeAnswer(path: string, body: { readonly compare?: unknown }): object {
  if (path.endsWith('/lease/grant')) return { ID: '1' };
  if (body.compare !== undefined) {
    seen.releases += 1;
    return { succeeded: true };
  }
  seen.reads += 1;
  const sync = JSON.stringify({ leader: PRIMARY, sync_standby: STANDBY });
  const responses = [PRIMARY, sync].map((value) => ({
    response_range: { kvs: [{ value: base64(value), mod_revision: '7' }] },
  }));
  return { succeeded: true, responses };
}

function startStore(): HttpServer {
  return createHttpServer((request, response) => {
    if (!reached.store) {
      seen.refusals += 1;
      return void request.socket.destroy();
    }
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const answer = storeAnswer(request.url ?? '', JSON.parse(body) as { compare?: unknown });
      response.end(JSON.stringify(answer));
    });
  });
}

/** The primary's Patroni. No PostgreSQL is beside it, so that each question goes there. */
function startPatroni(): HttpServer {
  return createHttpServer((request, response) => {
    if (!reached.primary) return void request.socket.destroy();
    if (request.url === '/liveness') seen.answers += 1;
    response.end('{}');
  });
}

/** A message of PostgreSQL's protocol. */
function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

/** A standby that takes any login and answers any statement with no row: it receives nothing. */
function startStandby(): Server {
  const ready = message('Z', Buffer.from('I'));
  return createServer((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]));
      socket.on('data', (data) => {
        if (data[0] === 0x51) {
          socket.write(Buffer.concat([message('C', Buffer.from('SELECT 0\0')), ready]));
        } else socket.end();
      });
    });
    socket.on('error', () => undefined);
  });
}

const servers = [startStore(), startPatroni(), startStandby()] as const;
let watch: FailoverWatch;
let watching: Promise<void>;

beforeAll(async () => {
  const listen = async (server: Server, host: string): Promise<number> => {
    server.listen(0, host);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const [clientPort, patroniPort, postgresPort] = await Promise.all([
    listen(servers[0], PRIMARY),
    listen(servers[1], PRIMARY),
    listen(servers[2], STANDBY),
  ]);
  const [group, member] = [PLAN.groups[1], PLAN.etcd[0]];
  if (group?.nodes[0] === undefined || member === undefined) throw new Error('no group');
  const node = group.nodes[0];
  const watched: GroupPlan = {
    ...group,
    nodes: [
      { ...node, name: PRIMARY, patroniPort, postgresPort: await freePort() },
      { ...node, name: STANDBY, patroniPort, postgresPort },
    ],
  };
  const etcd = [{ ...member, name: PRIMARY, clientPort }];
  const store = new LeaderStore({ ...PLAN, etcd, groups: [watched] }, undefined);
  watch = new FailoverWatch(store, watched, CREDENTIALS, () => undefined);
  watching = watch.run();
});

afterAll(async () => {
  watch.stop();
  await watching;
  for (const server of servers) server.close();
});

const until = (what: string, holds: () => boolean): Promise<boolean> =>
  awaitCondition(what, () => Promise.resolve(holds()), Boolean, 20_000);

describe('the watch over a primary', { timeout: 60_000 }, () => {
  it('spares one that answers again after the manager itself was cut off', async () => {
    // Just after a look at the store, so that the silence is long before the next one is due.
    await until('a look at the store', () => seen.answers > 0 && seen.reads > 1);
    reached.primary = false;
    reached.store = false;
    await until('looks that fail', () => seen.refusals >= 6);
    const before = { ...seen };
    reached.primary = true;
    reached.store = true;
    await until('answers and looks at the store', () => {
      return seen.answers >= before.answers + 5 && seen.reads >= before.reads + 2;
    });
    expect(seen.releases).toBe(0);
  });

  it('asks the primary whether or not the store answers', async () => {
    reached.store = false;
    const before = seen.answers;
    await until('answers', () => seen.answers >= before + 10);
    reached.store = true;
    const { reads } = seen;
    await until('a look at the store', () => seen.reads > reads);
    expect(seen.releases).toBe(0);
  });

  it('releases the key of one that is silent while the store answers', async () => {
    reached.primary = false;
    await until('a release', () => seen.releases > 0);
  });
});
