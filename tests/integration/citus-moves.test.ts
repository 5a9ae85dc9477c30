import type { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { CitusMover } from '../../manager/moves/citus/citus-mover';
import type { MovesStatus } from '../../manager/moves/moves-status';
import { setUp } from '../../manager/reconcile';
import { closeSession, openSession } from '../../manager/sessions/sessions';
import { CitusMoves } from '../../running/moves/citus-moves';
import { awaitCondition } from '../e2e/await-condition';
import { CITUS_IMAGE } from '../e2e/citus-image';
import { DatasetCluster } from './dataset-cluster';

const LIMIT_MS = 120_000;
const ROWS = 20_000;

/** Tables of a user whose shards move with Citus; tests of one cluster, in order. */
describe.skipIf(CITUS_IMAGE === undefined)('moves of shards with engine citus', () => {
  const at = DatasetCluster.forTests('citus', CITUS_IMAGE ?? '', 'moves');

  /** Shards of a table by worker. */
  const shardsOf = async (table: string): Promise<number[]> => {
    const rows = await at.owner<{ n: number }>(
      `SELECT (SELECT count(*)::int FROM pg_dist_placement p JOIN pg_dist_shard s USING (shardid)
         WHERE p.groupid = g AND s.logicalrelid = '${table}'::regclass) AS n
       FROM generate_series(1, 2) g ORDER BY g`,
    );
    return rows.map(({ n }) => n);
  };

  /** Has a command's part do something, as it would from its own sessions. */
  const command = async <T>(run: (moves: CitusMoves) => Promise<T>): Promise<T> => {
    const { plan, secrets } = at.bare;
    const sessions: { node: (typeof plan.groups)[0]['nodes'][0]; client: Client }[] = [];
    try {
      for (const node of plan.groups.flatMap(({ nodes }) => nodes)) {
        sessions.push({ node, client: await openSession(node, secrets, plan.database) });
      }
      const [coordinator, ...workers] = sessions;
      if (coordinator === undefined) throw new Error('no coordinator');
      return await run(new CitusMoves({ plan, coordinator, workers }));
    } finally {
      await Promise.all(sessions.map(({ client }) => closeSession(client)));
    }
  };

  /** Runs a mover until its status satisfies the condition. */
  const move = async (
    what: string,
    until: (status: MovesStatus) => boolean,
  ): Promise<CitusMover> => {
    const { plan, secrets, observation } = at.bare;
    const mover = new CitusMover({
      plan,
      credentials: secrets,
      look: () => Promise.resolve(observation),
      isActing: () => true,
    });
    const running = mover.run();
    try {
      const isSeen = (status?: MovesStatus): boolean => status !== undefined && until(status);
      await awaitCondition(what, () => Promise.resolve(mover.status), isSeen, LIMIT_MS);
      return mover;
    } finally {
      mover.stop();
      await running;
    }
  };
  const isOver = ({ state, orphans, total }: MovesStatus): boolean =>
    state !== 'moving' && state !== 'due' && total > 0 && orphans === 0;

  const rows = async (): Promise<object[]> =>
    at.owner(
      `SELECT (SELECT count(*)::int FROM trips) AS trips, (SELECT count(*)::int FROM log) AS log`,
    );

  it('is set up, with all shards on one worker', async () => {
    const { plan, secrets, observation } = at.bare;
    await setUp(plan, secrets, observation);
    await at.bare.query(
      0,
      `SELECT citus_set_node_property(nodename, nodeport, 'shouldhaveshards', groupid = 1)
       FROM pg_dist_node WHERE groupid > 0`,
    );
    await at.owner('CREATE TABLE trips (id bigint PRIMARY KEY, body text)');
    await at.owner('CREATE TABLE stops (trip bigint, n int, PRIMARY KEY (trip, n))');
    await at.owner('CREATE TABLE log (at bigint, body text)');
    await at.owner(`SELECT create_distributed_table('trips', 'id', shard_count => 8)`);
    await at.owner(`SELECT create_distributed_table('stops', 'trip', colocate_with => 'trips')`);
    await at.owner(
      `SELECT create_distributed_table('log', 'at', shard_count => 4, colocate_with => 'none')`,
    );
    await at.owner(
      `INSERT INTO trips SELECT n, repeat('x', 200) FROM generate_series(1, ${ROWS}) n`,
    );
    await at.owner(`INSERT INTO log SELECT n, 'line' FROM generate_series(1, ${ROWS}) n`);
    expect([await shardsOf('trips'), await shardsOf('log')]).toEqual([
      [8, 0],
      [4, 0],
    ]);
    const { status } = await move('rest', ({ placements }) => placements.length > 0);
    expect(status).toMatchObject({ state: 'at rest', draining: [2], total: 0 });
  });

  it('a new worker gets its share; a table without a key stays, is named, and stops nobody', async () => {
    await at.bare.query(
      0,
      `SELECT citus_set_node_property(nodename, nodeport, 'shouldhaveshards', true)
       FROM pg_dist_node WHERE groupid = 2`,
    );
    const { status, notices, reasons } = await move('moves', isOver);
    expect(await shardsOf('trips')).toEqual([4, 4]);
    expect(await shardsOf('stops')).toEqual([4, 4]);
    expect(await shardsOf('log')).toEqual([4, 0]);
    expect(status).toMatchObject({ state: 'at rest', done: 4, total: 4 });
    expect([notices, reasons]).toEqual([[], []]);
    await expect(command((moves) => moves.start({ blockWrites: false }))).rejects.toThrow(
      'nothing moves: log has no primary key',
    );
  });

  it('moves it when its writes may wait', async () => {
    expect(await command((moves) => moves.start({ blockWrites: true }))).toBe(2);
    await move('moves', isOver);
    expect(await shardsOf('log')).toEqual([2, 2]);
    expect(await rows()).toEqual([{ trips: ROWS, log: ROWS }]);
  });

  it('what was stopped is not begun again by itself', async () => {
    await command(async (moves) => {
      await moves.drain([2], { blockWrites: true });
      await expect(moves.start({ blockWrites: false })).rejects.toThrow('move already');
      expect(await moves.stop()).toBe(true);
      expect(await moves.stop()).toBe(false);
    });
    const { status } = await move('end', isOver);
    expect(status).toMatchObject({ state: 'held', draining: [2] });
    expect(status?.why).toEqual(['worker-2 is emptied', 'it was stopped']);
  });

  it('a worker is emptied but for the table without a key, until that may be blocked', async () => {
    await command((moves) => moves.drain([2], { blockWrites: false }));
    const { status, notices } = await move('moves', isOver);
    expect([await shardsOf('trips'), await shardsOf('log')]).toEqual([
      [8, 0],
      [2, 2],
    ]);
    expect(status).toMatchObject({ state: 'held', why: ['worker-2 is emptied'] });
    expect(notices).toEqual([expect.stringContaining('table log has no primary key')]);
    await command((moves) => moves.drain([2], { blockWrites: true }));
    await move('moves', isOver);
    expect(await shardsOf('log')).toEqual([4, 0]);
    expect(await rows()).toEqual([{ trips: ROWS, log: ROWS }]);
  });

  it('takes shards again when that is undone', async () => {
    await command((moves) => moves.undrain([2]));
    await move('moves', isOver);
    expect(await shardsOf('trips')).toEqual([4, 4]);
    const left = await at.bare.query(1, `SELECT slot_name FROM pg_replication_slots`);
    expect(left).toEqual([]);
  });

  it('refuses to empty a worker whose shards have nowhere to go, and changes nothing', async () => {
    await at.owner('CREATE TABLE twice (id bigint PRIMARY KEY)');
    await at.owner(`SET citus.shard_replication_factor = 2;
      SELECT create_distributed_table('twice', 'id', shard_count => 2, colocate_with => 'none')`);
    await expect(command((moves) => moves.drain([2], { blockWrites: false }))).rejects.toThrow(
      '2 shards of twice would have nowhere to go: each is on 2 workers, and worker-1 would be left',
    );
    expect(
      await at.owner('SELECT FROM pg_dist_node WHERE NOT shouldhaveshards AND groupid > 0'),
    ).toEqual([]);
  });
});
