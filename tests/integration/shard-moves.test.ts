import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { NativeMover } from '../../manager/moves/native/native-mover';
import { dumpSchema } from '../../manager/moves/native/copy/schema-dump';
import type { MovesStatus } from '../../manager/moves/moves-status';
import { setUp } from '../../manager/reconcile';
import { withSession } from '../../manager/sessions/sessions';
import { runSqlFiles } from '../../sql/run-sql-files';
import type { NodePlan } from '../../topology/plan';
import { SERVICES_BASE_IMAGE } from '../../topology/plan-cluster';
import { awaitCondition } from '../e2e/await-condition';
import { DatasetCluster } from './dataset-cluster';
import { KeyedWriters } from './keyed-writers';

const SHARDS = 6;
const ROWS = 30_000;
const LIMIT_MS = 120_000;

/** Shards of engine native that move while they are written to; tests of one cluster, in order. */
describe('moves of shards with engine native', () => {
  // With PostgreSQL's four workers of logical replication, moves that are cut off run short of them.
  const at = DatasetCluster.forTests('native', SERVICES_BASE_IMAGE, 'moves', {
    max_logical_replication_workers: '4',
  });

  const node = (group: number): NodePlan => {
    const found = at.bare.plan.groups[group]?.nodes[0];
    if (found === undefined) throw new Error(`no group ${group}`);
    return found;
  };
  const shardsOf = async (table: string): Promise<Record<string, number>> => {
    const rows = await at.owner<{ server: string; n: number }>(
      `SELECT server, count(*)::int AS n FROM cluster.shards WHERE parent = '${table}' GROUP BY 1 ORDER BY 1`,
    );
    return Object.fromEntries(rows.map(({ server, n }) => [server, n]));
  };
  const drain = (group: number): Promise<object[]> =>
    at.owner(`INSERT INTO cluster.draining_workers VALUES (${group})`);
  const fill = (): Promise<object[]> => at.owner('DELETE FROM cluster.draining_workers');

  /** Runs a mover until its status satisfies the condition. */
  const move = async (
    what: string,
    until: (status: MovesStatus) => boolean,
    meanwhile: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<NativeMover> => {
    const { plan, secrets, observation } = at.bare;
    const mover = new NativeMover({
      plan,
      credentials: secrets,
      look: () => Promise.resolve(observation),
      isActing: () => true,
    });
    const running = mover.run();
    try {
      await meanwhile();
      const isSeen = (status?: MovesStatus): boolean => status !== undefined && until(status);
      await awaitCondition(what, () => Promise.resolve(mover.status), isSeen, LIMIT_MS);
      return mover;
    } finally {
      mover.stop();
      await running;
    }
  };
  const isDone = ({ state, done, orphans }: MovesStatus): boolean =>
    state === 'at rest' && done > 0 && orphans === 0;

  /** What a worker's shard is made of. */
  const definition = (group: number, shard: string): Promise<string[]> =>
    withSession(node(group), at.bare.secrets, at.bare.plan.database, (client) =>
      dumpSchema(client, at.bare.plan, node(group), ['--table', `public.${shard}`]),
    );
  const leftOn = async (group: number): Promise<object[]> =>
    at.bare.query(
      group,
      `SELECT slot_name::text AS name FROM pg_replication_slots
       UNION ALL SELECT subname::text FROM pg_subscription
       UNION ALL SELECT pubname::text FROM pg_publication
       UNION ALL SELECT gid FROM pg_prepared_xacts
       UNION ALL SELECT relname::text FROM pg_class WHERE relname ~ '^move_' AND relkind = 'r'
       UNION ALL SELECT tgname::text FROM pg_trigger WHERE tgname = 'cluster_moves_refuse'`,
    );
  const nothingIsLeft = async (): Promise<void> => {
    expect([...(await leftOn(1)), ...(await leftOn(2))]).toEqual([]);
  };

  it('is set up, with all shards on one worker', async () => {
    const { plan, secrets, observation } = at.bare;
    await setUp(plan, secrets, observation);
    await at.withSession((client) => runSqlFiles(client, plan, 'schema'));
    await at.owner(`SELECT cluster.drop_sharded_table('vehicle_locations')`);
    await drain(2);
    await at.owner(
      `SELECT cluster.run_on_workers('CREATE TYPE mood AS ENUM (''calm'', ''upset'')')`,
    );
    await at.owner(`CREATE TYPE mood AS ENUM ('calm', 'upset')`);
    await at.owner(`SELECT cluster.create_sharded_table('trips',
      'id bigint NOT NULL, city text NOT NULL DEFAULT ''nowhere'', body text, feeling mood, place geometry(Point, 4326)', 'id', ${SHARDS})`);
    await at.owner(
      `SELECT cluster.run_on_shards('trips', 'ALTER TABLE %1$s ADD PRIMARY KEY (id)')`,
    );
    await at.owner(`SELECT cluster.run_on_shards('trips', $$
      CREATE INDEX %1$s_city_idx ON %1$s (city, id DESC);
      ALTER TABLE %1$s ADD CONSTRAINT %1$s_named CHECK (city <> ''), ALTER body SET STORAGE EXTERNAL;
      CREATE STATISTICS %1$s_stats ON city, body FROM %1$s;
      GRANT SELECT ON %1$s TO monitor;
      COMMENT ON TABLE %1$s IS 'a shard';
    $$)`);
    await at.owner(`INSERT INTO trips SELECT n, 'city ' || n % 50, repeat('x', 200), 'calm',
      ST_SetSRID(ST_MakePoint(n % 90, 1), 4326) FROM generate_series(-${ROWS}, -1) n`);
    await at.owner('ANALYZE trips');
    expect(await shardsOf('trips')).toEqual({ worker_1: SHARDS });
  });

  it('fills an empty worker under writers, and carries over all that a shard has', async () => {
    const before = await definition(1, 'trips_0005');
    const statistics = await at.owner(
      `SELECT count(*)::int AS n FROM pg_stats WHERE tablename ~ '^trips_'`,
    );
    await fill();
    const writers = await KeyedWriters.start(4, at.bare.connection(), 'trips');
    const mover = await move('a filled worker', isDone);
    const account = await writers.stop();
    expect(account.failed).toEqual([]);
    expect(account.present).toEqual(account.expected);
    expect(account.expected.length).toBeGreaterThan(50);
    expect(await shardsOf('trips')).toEqual({ worker_1: SHARDS / 2, worker_2: SHARDS / 2 });
    expect(mover.status?.longestPauseMs).toBeLessThan(1000);
    expect(await definition(2, 'trips_0005')).toEqual(before);
    expect(
      await at.owner(`SELECT count(*)::int AS n FROM pg_stats WHERE tablename ~ '^trips_'`),
    ).toEqual(statistics);
    await nothingIsLeft();
  });

  it('empties a worker, whoever of its sessions is cut off again and again', async () => {
    const writers = await KeyedWriters.start(4, at.bare.connection(), 'trips');
    let cut = 0;
    for (const group of [2, 1]) {
      await fill();
      await drain(group);
      const until = Date.now() + 6000;
      await move(`worker ${group} emptied`, isDone, async () => {
        while (Date.now() < until) {
          await pause(50 + Math.random() * 500);
          const one = Math.floor(Math.random() * 3);
          const [row] = await at.bare.query<{ n: number }>(
            one,
            `SELECT count(pg_terminate_backend(pid))::int AS n FROM pg_stat_activity
             WHERE application_name = 'citus-cluster manager' OR backend_type LIKE 'logical replication%'
               OR backend_type = 'walsender'`,
          );
          cut += row?.n ?? 0;
        }
      });
      expect(await shardsOf('trips')).toEqual({ [`worker_${3 - group}`]: SHARDS });
      await nothingIsLeft();
    }
    const account = await writers.stop();
    expect(cut).toBeGreaterThan(5);
    expect(account.failed).toEqual([]);
    expect(account.present).toEqual(account.expected);
  });

  it('waits for a transaction that uses a shard, and holds nobody else up meanwhile', async () => {
    await fill();
    await drain(2);
    await at.withSession(async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT count(*) FROM trips_0005');
      await at.owner('DELETE FROM cluster.draining_workers');
      await move('all but one', ({ done, total }) => total > 0 && done === total - 1);
      await at.owner('UPDATE trips SET body = NULL WHERE id = -7');
      await client.query('COMMIT');
    });
    await move('all', isDone);
    expect(await at.owner('SELECT count(*)::int AS n FROM trips WHERE body IS NULL')).toEqual([
      { n: 1 },
    ]);
    await nothingIsLeft();
  });

  it('moves shards without a key, duplicates and all, and refuses what it can not compare', async () => {
    await fill();
    await drain(2);
    await move('worker 2 emptied', isDone);
    await at.owner(`SELECT cluster.create_sharded_table('notes', 'n integer, body text', 'n', 2)`);
    await at.owner(`INSERT INTO notes SELECT n % 10, 'note' FROM generate_series(1, 100) n`);
    await at.owner(`SELECT cluster.create_sharded_table('papers', 'n integer, body json', 'n', 2)`);
    await fill();
    const mover = await move('the others filled', isDone, async () => {
      await at.owner(`UPDATE notes SET body = 'changed' WHERE n = 3`);
      await at.owner('DELETE FROM notes WHERE n = 4');
    });
    expect(mover.notices).toEqual([
      expect.stringMatching(
        /^papers_0001 can't move: it has no primary key, and its rows can not be compared: could not identify an equality operator for type json/,
      ),
    ]);
    expect(await shardsOf('papers')).toEqual({ worker_1: 2 });
    expect(await shardsOf('notes')).toEqual({ worker_1: 1, worker_2: 1 });
    expect(
      await at.owner(`SELECT n, body, count(*)::int AS rows FROM notes GROUP BY 1, 2 ORDER BY 1`),
    ).toEqual(
      [0, 1, 2, 3, 5, 6, 7, 8, 9].map((n) => ({ n, body: n === 3 ? 'changed' : 'note', rows: 10 })),
    );
    await at.owner(`SELECT cluster.drop_sharded_table('papers')`);
    await nothingIsLeft();
  });

  it('begins no copy that would get no worker to fill it', async () => {
    for (const name of ['one', 'other']) {
      await at.bare.query(
        2,
        `CREATE SUBSCRIPTION ${name} CONNECTION 'host=192.0.2.1' PUBLICATION elsewhere WITH (connect = false)`,
      );
      await at.bare.query(2, `ALTER SUBSCRIPTION ${name} ENABLE`);
    }
    await drain(1);
    const isRefused = ({ moves }: MovesStatus): boolean =>
      moves.some(({ message }) => message?.includes('max_logical_replication_workers') === true);
    const mover = await move('a refusal', isRefused);
    expect(mover.status?.moves.map(({ phase }) => phase)).toEqual(
      mover.status?.moves.map(() => 'waiting'),
    );
    for (const name of ['one', 'other']) {
      for (const step of ['DISABLE', 'SET (slot_name = NONE)']) {
        await at.bare.query(2, `ALTER SUBSCRIPTION ${name} ${step}`);
      }
      await at.bare.query(2, `DROP SUBSCRIPTION ${name}`);
    }
    await move('worker 1 emptied', isDone);
    await nothingIsLeft();
    await fill();
  });

  it('goes back where it is stopped', async () => {
    const before = await shardsOf('trips');
    await at.withSession(async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT count(*) FROM trips');
      await drain(2);
      await move('moves', ({ moves }) => moves.some(({ phase }) => phase === 'catching up'));
      await at.owner(`UPDATE cluster.rebalancing SET wish = 'stopped', stopped_with = '{1, 2}'`);
      await move(
        'rest',
        ({ state, orphans, draining }) =>
          state === 'held' && orphans === 0 && draining.length === 1,
      );
      await client.query('COMMIT');
    });
    expect(await shardsOf('trips')).toEqual(before);
    await nothingIsLeft();
  });
});
