import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { ArchiveWatch, isArchived, type GroupArchive } from '../../manager/backup/archive-watch';
import type { RestorePoint } from '../../manager/backup/catalogue';
import {
  completeLog,
  POINT_SESSION,
  PointPostponed,
  takeRestorePoint,
  type GroupPrimary,
} from '../../manager/backup/restore-point';
import { differentRows } from '../../manager/backup/proofs/compare-rows';
import { readRows, withinLimit } from '../../manager/backup/proofs/read-rows';
import type { ProvedRows, RowProof } from '../../manager/backup/proofs/row-proof';
import { RowSnapshots } from '../../manager/backup/proofs/row-snapshots';
import { storedShards } from '../../manager/backup/proofs/stored-shards';
import { setUp } from '../../manager/reconcile';
import { KeptSessions } from '../../manager/sessions/kept-sessions';
import { runSqlFiles } from '../../sql/run-sql-files';
import { connect } from '../../sql/connect';
import { dockerClient } from '../../toolchain/docker/docker-client';
import type { Engine } from '../../topology/config/cluster-config';
import { SERVICES_BASE_IMAGE } from '../../topology/plan-cluster';
import { awaitCondition } from '../e2e/await-condition';
import { CITUS_IMAGE } from '../e2e/citus-image';
import { DatasetCluster } from './dataset-cluster';
import { writePairs } from './pair-writers';

const LIMIT_MS = 60_000;
const WORKERS = [1, 2];

/** Archives into a folder, and fails while there is a file. */
const ARCHIVE = 'test ! -e /tmp/held && mkdir -p /tmp/archive && cp %p /tmp/archive/%f';

describe('restore points of engine native', () => {
  describePoints('native', SERVICES_BASE_IMAGE);
});
describe.skipIf(CITUS_IMAGE === undefined)('restore points of engine citus', () => {
  describePoints('citus', CITUS_IMAGE ?? '');
});

/** Tests of one cluster, in order. */
function describePoints(engine: Engine, base: string): void {
  const at = DatasetCluster.forTests(engine, base, 'points', {
    archive_mode: 'on',
    archive_command: ARCHIVE,
  });
  const container = (group: number) =>
    dockerClient().getContainer(`cc-test-points-${engine}-${group}`);
  const primaries = (): GroupPrimary[] =>
    at.bare.observation.groups.flatMap(({ group, primary }) =>
      primary === undefined ? [] : [{ group, node: primary.node }],
    );
  let kept: KeptSessions | undefined;
  const sessions = (): KeptSessions =>
    (kept ??= new KeptSessions({
      ...{ credentials: at.bare.secrets, database: at.bare.plan.database },
      ...{ answerLimitMs: 1000, start: POINT_SESSION },
    }));
  /** Where the log of each worker was before the first pair. */
  let starts: readonly string[] = [];
  /** The newest point whose rows were read. */
  let taken: RestorePoint | undefined;
  const take = (): Promise<RestorePoint> => takeRestorePoint(sessions(), engine, primaries());
  afterAll(() => kept?.keepOnly([]));

  /** Holds what a point has to lock on the coordinator, as a writer in the middle of its commit does. */
  const HOLD = { native: 'pairs', citus: 'pg_dist_transaction' }[engine];
  const withHolder = async <T>(run: (release: () => Promise<void>) => Promise<T>): Promise<T> => {
    const { connection } = at.bare.servers[0] ?? {};
    const client = await connect(
      (connection ?? '').replace(/\/postgres$/, `/${at.bare.plan.database}`),
      'test',
    );
    try {
      await client.query('BEGIN');
      await client.query(`LOCK TABLE ${HOLD} IN ROW EXCLUSIVE MODE`);
      return await run(async () => void (await client.query('COMMIT')));
    } finally {
      await client.end();
    }
  };
  const pointWaits = (): Promise<unknown> =>
    awaitCondition(
      'a point that waits for a lock',
      () => at.bare.query<object>(0, 'SELECT FROM pg_locks WHERE NOT granted'),
      (rows) => rows.length > 0,
      LIMIT_MS,
      20,
    );

  it('is set up, with a table on both workers', async () => {
    const { plan, secrets, observation } = at.bare;
    await setUp(plan, secrets, observation);
    await at.withSession((client) => runSqlFiles(client, plan, 'schema'));
    const columns = 'id bigint NOT NULL, pair bigint NOT NULL';
    if (engine === 'native') {
      await at.owner(`SELECT cluster.create_sharded_table('pairs', '${columns}', 'id', 4)`);
    } else {
      await at.owner(`CREATE TABLE pairs (${columns})`);
      await at.owner(`SELECT create_distributed_table('pairs', 'id', shard_count := 4)`);
    }
  });

  it('take the same name in the log of every group', async () => {
    const point = await take();
    await completeLog(sessions(), primaries(), point);
    expect(point.name).toMatch(/^point-\d{8}T\d{6}Z-[0-9a-f]{4}$/);
    expect(point.groups.map(({ group }) => group)).toEqual(['coordinator', 'worker-1', 'worker-2']);
    for (const [group, { lsn, segment, timeline }] of point.groups.entries()) {
      expect(timeline).toBe(1);
      const archived = `test -e /tmp/archive/${segment}`;
      await awaitCondition(
        `${segment} archived`,
        async () => {
          const exec = await container(group).exec({ Cmd: ['sh', '-c', archived] });
          const stream = await exec.start({});
          stream.resume();
          await new Promise((resolve) => stream.on('end', resolve));
          return (await exec.inspect()).ExitCode;
        },
        (code) => code === 0,
        LIMIT_MS,
      );
      const { connection = '' } = at.bare.servers[group] ?? {};
      const client = await connect(connection, 'test');
      await client.query('CREATE EXTENSION IF NOT EXISTS pg_walinspect');
      const { rows } = await client.query<{ description: string }>(
        `SELECT description FROM pg_get_wal_records_info($1::pg_lsn - 4096, $1)
         WHERE record_type = 'RESTORE_POINT'`,
        [lsn],
      );
      await client.end();
      expect(rows.map(({ description }) => description)).toEqual([point.name]);
    }
  });

  it('cut between transactions over both workers, and hold writers up for moments', async () => {
    starts = await Promise.all(
      WORKERS.map(async (group) => {
        const sql = 'SELECT pg_current_wal_lsn()::text AS lsn';
        return (await at.bare.query<{ lsn: string }>(group, sql))[0]?.lsn ?? '';
      }),
    );
    const alone = await writePairs(at.bare.connection(), 3, 5000);
    const points: RestorePoint[] = [];
    const beside = await writePairs(at.bare.connection(), 3, 10_000, async () => {
      for (let n = 0; n < 20; n += 1) {
        // As the manager does where one fails, for a vacuum in its way for instance.
        points.push(await take().catch(take));
        await pause(300);
      }
    });
    process.stdout.write(
      `${engine}: p99 ${alone.p99Ms} ms, beside points ${beside.p99Ms} ms, longest ${beside.longestMs} ms; ` +
        `width ${Math.max(...points.map(({ widthMs }) => widthMs))} ms at most\n`,
    );
    expect([...alone.failed, ...beside.failed]).toEqual([]);
    expect(beside.written).toBeGreaterThan(100);
    expect(beside.longestMs).toBeLessThan(1500);
    const committed = await Promise.all(
      WORKERS.map((group, index) => committedPairs(group, starts[index] ?? '')),
    );
    for (const { name, groups } of points) {
      const [one, other] = committed.map((pairs, index) =>
        [...pairs].filter(([, lsn]) => lsn < lsnOf(groups[index + 1]?.lsn ?? '')),
      );
      const names = (pairs: [string, bigint][] = []): string[] =>
        pairs.map(([pair]) => pair).sort();
      expect(names(one), name).toEqual(names(other));
    }
    const [first] = committed;
    expect(first?.size).toBe(alone.written + beside.written);
  });

  it('come with all rows as they are there, beside those who write', async () => {
    await at.owner(
      'CREATE TABLE plain AS SELECT n, repeat($$x$$, 100) AS filling FROM generate_series(1, 5000) n',
    );
    const alone = await writePairs(at.bare.connection(), 3, 5000);
    let proof: RowProof | undefined;
    const beside = await writePairs(at.bare.connection(), 3, 5000, async () => {
      await pause(500);
      proof = await proofOf();
    });
    process.stdout.write(
      `${engine}: p99 ${alone.p99Ms} ms, beside rows that are read ${beside.p99Ms} ms, longest ${beside.longestMs} ms; ` +
        `${alone.written} and ${beside.written} written\n`,
    );
    expect([...alone.failed, ...beside.failed]).toEqual([]);
    const kept = proof ?? expect.fail();
    expect(kept.rows.find(({ table }) => table === 'plain')).toMatchObject({
      ...{ group: 'coordinator', rows: 5000, pages: null },
    });
    const rowsAt = (group: number) => {
      const own = kept.rows.filter(
        (one) => one.group === `worker-${group}` && one.table === 'pairs',
      );
      return own.reduce((sum, { rows }) => sum + rows, 0);
    };
    // All rows of a transaction are there or none, and 24 are written by each.
    expect(WORKERS.reduce((sum, group) => sum + rowsAt(group), 0) % 24).toBe(0);
    for (const [index, group] of WORKERS.entries()) {
      const committed = await committedPairs(group, starts[index] ?? '');
      const later = [...committed]
        .filter(([, lsn]) => lsn > lsnOf(pointAt(group)))
        .map(([pair]) => pair);
      expect(await rowsBut(group, later)).toBe(rowsAt(group));
    }
  });

  it('are proved by the rows that are found, and tell what differs', async () => {
    const kept = await proofOf();
    const found = async (): Promise<ProvedRows[]> => (await proofOf()).rows as ProvedRows[];
    expect(differentRows(kept, await found())).toEqual([]);
    const [one, other] = kept.rows.filter(({ table, rows }) => table === 'pairs' && rows > 1);
    if (one === undefined || other === undefined) expect.fail();
    const groupOf = ({ group }: ProvedRows): number => Number(group.split('-')[1]);
    const plant = (where: ProvedRows, sql: string) =>
      at.bare.query(groupOf(where), `SET citus.enable_manual_changes_to_shards = on; ${sql}`);
    const first = (shard: string): string =>
      `WHERE ctid = (SELECT ctid FROM ${shard} ORDER BY id LIMIT 1)`;
    await plant(one, `UPDATE ${one.shard} SET pair = pair + 1000000 ${first(one.shard)}`);
    await plant(other, `DELETE FROM ${other.shard} ${first(other.shard)}`);
    await at.owner('DROP TABLE plain');
    await at.owner('CREATE TABLE stranger AS SELECT 1 AS n');
    expect(differentRows(kept, await found()).sort()).toEqual(
      [
        `${one.shard} of pairs on ${one.group} has as many rows as are kept, but others`,
        `${other.shard} of pairs on ${other.group} has ${other.rows - 1} rows, kept are ${other.rows}`,
        'public.plain on coordinator is missing',
        'public.stranger on coordinator was not there',
      ].sort(),
    );
    const part = await proofOf(10);
    expect(part.rows.some(({ pages }) => pages !== null)).toBe(true);
    expect(differentRows(part, (await proofOf(10)).rows)).toEqual([]);
  });

  it('wait for a commit under way', async () => {
    await withHolder(async (release) => {
      const taken = take();
      await pointWaits();
      await release();
      expect((await taken).groups).toHaveLength(3);
    });
  });

  it('give up where a commit takes long, and do not stand in line behind it', async () => {
    await withHolder(async (release) => {
      await expect(take()).rejects.toThrow(/coordinator|lock timeout|canceling/);
      await pause(300);
      const from = performance.now();
      await expect(take()).rejects.toThrow(PointPostponed);
      expect(performance.now() - from).toBeLessThan(500);
      // A writer would have waited behind the point.
      await at.owner('INSERT INTO pairs VALUES (1, -1)');
      await release();
    });
    expect((await take()).groups).toHaveLength(3);
  });

  it('give up within 2 s where a worker freezes in the middle, and writes go on', async () => {
    await withHolder(async (release) => {
      const from = performance.now();
      const failed = expect(take()).rejects.toThrow();
      await pointWaits();
      await container(2).pause();
      try {
        await release();
        await failed;
        const ms = Math.round(performance.now() - from);
        process.stdout.write(`${engine}: given up after ${ms} ms\n`);
        expect(ms).toBeLessThan(2000);
        await at.bare.query(0, `SET lock_timeout = '500ms'; LOCK TABLE ${HOLD} IN SHARE MODE`);
        await expect(take()).rejects.toThrow();
        await at.bare.query(0, `SET lock_timeout = '500ms'; LOCK TABLE ${HOLD} IN SHARE MODE`);
      } finally {
        await container(2).unpause();
      }
    });
    expect((await take()).groups).toHaveLength(3);
  });

  it('leave no lock behind where the manager freezes in the middle', async () => {
    await sessions().ask(primaries()[0]?.node ?? expect.fail(), (client) =>
      client.query(`BEGIN; LOCK TABLE ${HOLD} IN EXCLUSIVE MODE`),
    );
    await at.owner('INSERT INTO pairs VALUES (2, -2), (3, -3), (4, -4), (5, -5)');
    await expect(take()).rejects.toThrow();
    expect((await take()).groups).toHaveLength(3);
  });

  it('are archived once no file waits that holds them', async () => {
    const watch = new ArchiveWatch(4 * 1024 ** 3);
    const look = async (): Promise<GroupArchive> => {
      await watch.look(sessions(), primaries());
      return watch.groups.get('worker-1') ?? expect.fail();
    };
    const shell = async (command: string): Promise<void> => {
      const exec = await container(1).exec({ Cmd: ['sh', '-c', command] });
      const stream = await exec.start({});
      stream.resume();
      await new Promise((resolve) => stream.on('end', resolve));
    };
    await shell('touch /tmp/held');
    const point = await take();
    await completeLog(sessions(), primaries(), point);
    const segment = point.groups[1]?.segment ?? '';
    const held = await awaitCondition(
      'archiving that fails',
      look,
      ({ failingSeconds }) => failingSeconds !== null,
      LIMIT_MS,
    );
    expect(held).toMatchObject({ isOn: true, timeline: 1, waiting: 1, next: segment });
    expect(held.lagSeconds).toBeGreaterThan(0);
    expect(isArchived(held, segment)).toBe(false);
    await shell('rm /tmp/held');
    const archived = await awaitCondition(
      'the archived file',
      look,
      (seen) => isArchived(seen, segment),
      LIMIT_MS * 2,
    );
    expect(archived).toMatchObject({ waiting: 0, lagSeconds: null });
    // Nobody has looked at the archive itself.
    expect(watch.doubtedSince('worker-1')).toBeDefined();
  });

  /** All rows at a new point, as the manager keeps them. @param mostPages that are read */
  async function proofOf(mostPages = Infinity): Promise<RowProof> {
    const { plan, secrets } = at.bare;
    const snapshots = new RowSnapshots(primaries(), secrets, plan.database);
    try {
      taken = await takeRestorePoint(sessions(), engine, primaries(), snapshots);
      const stored = await storedShards(snapshots.ask, engine, plan.groups);
      const rows = await readRows(snapshots.ask, withinLimit(stored, mostPages), {
        ...{ share: 0.1, signal: new AbortController().signal },
      });
      return { version: 1, point: taken.name, at: taken.at, rows, left: 0 };
    } finally {
      await snapshots.close();
    }
  }

  /** Where a worker's part of the newest point is. */
  function pointAt(group: number): string {
    return taken?.groups[group]?.lsn ?? expect.fail();
  }

  /** Rows of a worker but those of some pairs. */
  async function rowsBut(group: number, pairs: readonly string[]): Promise<number> {
    const shards = await shardsOf(group);
    const counts = shards.map(
      (shard) =>
        `SELECT count(*) AS n FROM ${shard} WHERE pair <> ALL ('{${pairs.join()}}'::bigint[])`,
    );
    const sql = `SELECT sum(n)::integer AS n FROM (${counts.join(' UNION ALL ')}) c`;
    return (await at.bare.query<{ n: number }>(group, sql))[0]?.n ?? -1;
  }

  /** Shards of the pairs that a worker holds. */
  async function shardsOf(group: number): Promise<string[]> {
    const found = await at.owner<{ shard: string }>(
      engine === 'native'
        ? `SELECT shard FROM cluster.shards WHERE parent = 'pairs' AND server = 'worker_${group}'`
        : `SELECT 'pairs_' || shardid AS shard FROM pg_dist_shard JOIN pg_dist_placement USING (shardid)
           WHERE logicalrelid = 'pairs'::regclass AND groupid = ${group}`,
    );
    return found.map(({ shard }) => shard);
  }

  /** Pairs that a worker has rows of, with the position of their commit in its log. */
  async function committedPairs(group: number, from: string): Promise<Map<string, bigint>> {
    const shards = await shardsOf(group);
    const rows = shards.map((shard) => `SELECT pair, xmin::text AS xid FROM ${shard}`);
    const found = await at.bare.query<{ pair: string; xid: string }>(
      group,
      `SELECT DISTINCT pair::text, xid FROM (${rows.join(' UNION ALL ')}) r WHERE pair > 0`,
    );
    const { connection = '' } = at.bare.servers[group] ?? {};
    const client = await connect(connection, 'test');
    // A commit of what was prepared names its transaction in words.
    const { rows: commits } = await client.query<{ xid: string; lsn: string }>(
      `SELECT coalesce(substring(description FROM '^(\\d+): '), xid::text) AS xid, end_lsn::text AS lsn
       FROM pg_get_wal_records_info($1, pg_current_wal_flush_lsn())
       WHERE record_type IN ('COMMIT', 'COMMIT_PREPARED')`,
      [from],
    );
    await client.end();
    const lsns = new Map(commits.map(({ xid, lsn }) => [xid, lsnOf(lsn)]));
    return new Map(found.map(({ pair, xid }) => [pair, lsns.get(xid) ?? expect.fail(`no ${xid}`)]));
  }
}

/** `0/3000148` as a number. */
function lsnOf(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
