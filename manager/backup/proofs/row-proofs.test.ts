import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { CREDENTIALS, PLAN } from '../../observe/observed.fixture';
import { simulatedPostgres } from '../../simulated/simulated-postgres.fixture';
import { portOf } from '../../tls/postgres-over-tls.fixture';
import type { GroupPrimary } from '../restore-point';
import { RowProofs } from './row-proofs';

const sockets: Socket[] = [];
let server: Server;
let primaries: GroupPrimary[];

beforeAll(async () => {
  server = simulatedPostgres(() => []).listen(0, '127.0.0.1');
  server.on('connection', (socket) => sockets.push(socket));
  await once(server, 'listening');
  const here = { address: '127.0.0.1', postgresPort: portOf(server) };
  primaries = PLAN.groups.flatMap((group) => {
    const [node] = group.nodes;
    return node === undefined ? [] : [{ group, node: { ...node, ...here } }];
  });
});

afterAll(() => {
  vi.useRealTimers();
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** Proofs of a cluster that is backed up since a moment, and a look whether they are due so many seconds later. */
function proofsSince(begun: number) {
  const written: string[] = [];
  const proofs = new RowProofs({
    ...{ plan: PLAN, credentials: CREDENTIALS, hours: 24, backedUpAt: () => begun },
    recall: () => Promise.resolve(undefined),
    write: (name) => Promise.resolve(void written.push(name)),
  });
  const isDue = async (seconds: number): Promise<boolean> => {
    vi.setSystemTime(begun + seconds * 1000);
    return proofs.isDue();
  };
  return { proofs, written, isDue };
}

it('without a table nothing is kept, and it is tried again a minute later', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const begun = Date.now();
  const { proofs, written, isDue } = proofsSince(begun);
  expect(await isDue(0)).toBe(true);
  const witness = proofs.witness(primaries);
  await witness.prepare();
  const closed = vi.spyOn(witness, 'close');
  proofs.begin({ name: 'point', at: begun, groups: [], widthMs: 0 }, witness);
  await vi.waitFor(() => {
    expect(closed).toHaveBeenCalled();
  });
  expect([await isDue(59), await isDue(61)]).toEqual([false, true]);
  expect([written, proofs.failure]).toEqual([[], undefined]);
});

it('rows whose primary hands over while they are read are kept with a point a minute later', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const begun = Date.now();
  const { proofs, isDue } = proofsSince(begun);
  expect(await isDue(0)).toBe(true);
  const witness = proofs.witness(primaries);
  await witness.prepare();
  for (const socket of sockets) socket.destroy();
  proofs.begin({ name: 'point', at: begun, groups: [], widthMs: 0 }, witness);
  await vi.waitFor(() => {
    expect(proofs.failure).toBe(
      'rows could not be kept with a point: the primary of coordinator ended the session that saw its rows',
    );
  });
  expect([await isDue(59), await isDue(61)]).toEqual([false, true]);
});
