import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allNodes, type NodePlan } from '../../topology/plan';
import { CREDENTIALS, PLAN } from '../observe/observed.fixture';
import { simulatedPostgres } from '../simulated/simulated-postgres.fixture';
import { portOf } from '../tls/postgres-over-tls.fixture';
import { KeptSessions } from './kept-sessions';

const OPTIONS = { credentials: CREDENTIALS, database: 'postgres', answerLimitMs: 3000, start: '' };

const sockets: Socket[] = [];
let server: Server;
let node: NodePlan;

beforeAll(async () => {
  server = simulatedPostgres(() => [{ answer: 'here' }]).listen(0, '127.0.0.1');
  server.on('connection', (socket) => sockets.push(socket));
  await once(server, 'listening');
  const [first] = allNodes(PLAN);
  if (first === undefined) throw new Error('no node');
  node = { ...first, address: '127.0.0.1', postgresPort: portOf(server) };
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

const ask = (client: Client): Promise<unknown> =>
  client.query('SELECT').then(({ rows }) => rows[0] as unknown);

it('a session that its server has ended is opened anew with the next round, and not before', async () => {
  const sessions = new KeptSessions(OPTIONS);
  let used: Client | undefined;
  const use = () => sessions.ask(node, (client) => ask((used = client)));
  sessions.keepOnly([node]);
  expect([await use(), await use(), sockets.length]).toEqual([
    { answer: 'here' },
    { answer: 'here' },
    1,
  ]);
  for (const inTheMiddle of [true, false]) {
    const ended = new Promise<void>((resolve) => used?.once('end', resolve));
    sockets.at(-1)?.destroy();
    await ended;
    if (inTheMiddle) await expect(use()).rejects.toThrow('not queryable');
    else sessions.keepOnly([node]);
    expect(await use()).toEqual({ answer: 'here' });
  }
  sessions.keepOnly([]);
});
