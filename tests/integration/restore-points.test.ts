import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ArchiveWatch, isArchived, type GroupArchive } from '../../manager/backup/archive-watch';
import type { RestorePoint } from '../../manager/backup/catalogue';
import { completeLog, PointPostponed } from '../../manager/backup/restore-point';
import { setUp } from '../../manager/reconcile';
import { connect } from '../../sql/connect';
import { runSqlFiles } from '../../sql/run-sql-files';
import type { Engine } from '../../topology/config/cluster-config';
import { SERVICES_BASE_IMAGE } from '../../topology/plan-cluster';
import { awaitCondition } from '../e2e/await-condition';
import { CITUS_IMAGE } from '../e2e/citus-image';
import { writePairs } from './pair-writers';
import { LIMIT_MS, PointCluster } from './point-cluster';
import { describeRowProofs } from './row-proof-cases';
import { lsnOf, StoredPairs, WORKERS } from './stored-pairs';

describe('restore points of engine native', () => {
  describePoints('native', SERVICES_BASE_IMAGE);
});
describe.skipIf(CITUS_IMAGE === undefined)('restore points of engine citus', () => {
  describePoints('citus', CITUS_IMAGE ?? '');
});

/** Tests of one cluster, in order. */
function describePoints(engine: Engine, base: string): void {
  const points = PointCluster.forTests(engine, base);
  const { at } = points;
  const pairs = new StoredPairs(at);

  it('is set up, with a table on both workers', async () => {
    const { plan, secrets, observation } = at.bare;
    await setUp(plan, secrets, observation);
    await at.withSession((client) => runSqlFiles(client, plan, 'schema'));
    await pairs.create();
  });

  it('take the same name in the log of every group', async () => {
    const point = await points.take();
    await completeLog(points.sessions, points.primaries, point);
    expect(point.name).toMatch(/^point-\d{8}T\d{6}Z-[0-9a-f]{4}$/);
    expect(point.groups.map(({ group }) => group)).toEqual(['coordinator', 'worker-1', 'worker-2']);
    for (const [group, { lsn, segment, timeline }] of point.groups.entries()) {
      expect(timeline).toBe(1);
      const archived = `test -e /tmp/archive/${segment}`;
      await awaitCondition(
        `${segment} archived`,
        () => points.shell(group, archived),
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
    await pairs.begin();
    const alone = await writePairs(at.bare.connection(), 3, 5000);
    const taken: RestorePoint[] = [];
    const beside = await writePairs(at.bare.connection(), 3, 10_000, async () => {
      for (let n = 0; n < 20; n += 1) {
        // As the manager does where one fails, for a vacuum in its way for instance.
        taken.push(await points.take().catch(() => points.take()));
        await pause(300);
      }
    });
    process.stdout.write(
      `${engine}: p99 ${alone.p99Ms} ms, beside points ${beside.p99Ms} ms, longest ${beside.longestMs} ms; ` +
        `width ${Math.max(...taken.map(({ widthMs }) => widthMs))} ms at most\n`,
    );
    expect([...alone.failed, ...beside.failed]).toEqual([]);
    expect(beside.written).toBeGreaterThan(100);
    expect(beside.longestMs).toBeLessThan(1500);
    const committed = await Promise.all(WORKERS.map((group) => pairs.committed(group)));
    for (const { name, groups } of taken) {
      const [one, other] = committed.map((found, index) =>
        [...found].filter(([, lsn]) => lsn < lsnOf(groups[index + 1]?.lsn ?? '')),
      );
      const names = (some: [string, bigint][] = []): string[] => some.map(([pair]) => pair).sort();
      expect(names(one), name).toEqual(names(other));
    }
    const [first] = committed;
    expect(first?.size).toBe(alone.written + beside.written);
  });

  describeRowProofs(points, pairs);

  it('wait for a commit under way', async () => {
    await points.withHolder(async (release) => {
      const taken = points.take();
      await points.pointWaits();
      await release();
      expect((await taken).groups).toHaveLength(3);
    });
  });

  it('give up where a commit takes long, and do not stand in line behind it', async () => {
    await points.withHolder(async (release) => {
      await expect(points.take()).rejects.toThrow(/coordinator|lock timeout|canceling/);
      await pause(300);
      const from = performance.now();
      await expect(points.take()).rejects.toThrow(PointPostponed);
      expect(performance.now() - from).toBeLessThan(500);
      // A writer would have waited behind the point.
      await at.owner('INSERT INTO pairs VALUES (1, -1)');
      await release();
    });
    expect((await points.take()).groups).toHaveLength(3);
  });

  it('give up within 2 s where a worker freezes in the middle, and writes go on', async () => {
    const share = `SET lock_timeout = '500ms'; LOCK TABLE ${points.lockedTable} IN SHARE MODE`;
    const nobodyHolds = (): Promise<unknown> => at.bare.query(0, share);
    await points.withHolder(async (release) => {
      const from = performance.now();
      const failed = expect(points.take()).rejects.toThrow();
      await points.pointWaits();
      await points.container(2).pause();
      try {
        await release();
        await failed;
        const ms = Math.round(performance.now() - from);
        process.stdout.write(`${engine}: given up after ${ms} ms\n`);
        expect(ms).toBeLessThan(2000);
        await nobodyHolds();
        await expect(points.take()).rejects.toThrow();
        await nobodyHolds();
      } finally {
        await points.container(2).unpause();
      }
    });
    expect((await points.take()).groups).toHaveLength(3);
  });

  it('leave no lock behind where the manager freezes in the middle', async () => {
    await points.sessions.ask(points.primaries[0]?.node ?? expect.fail(), (client) =>
      client.query(`BEGIN; LOCK TABLE ${points.lockedTable} IN EXCLUSIVE MODE`),
    );
    await at.owner('INSERT INTO pairs VALUES (2, -2), (3, -3), (4, -4), (5, -5)');
    await expect(points.take()).rejects.toThrow();
    expect((await points.take()).groups).toHaveLength(3);
  });

  it('are archived once no file waits that holds them', async () => {
    const watch = new ArchiveWatch(4 * 1024 ** 3);
    const look = async (): Promise<GroupArchive> => {
      await watch.look(points.sessions, points.primaries);
      return watch.groups.get('worker-1') ?? expect.fail();
    };
    await points.shell(1, 'touch /tmp/held');
    const point = await points.take();
    await completeLog(points.sessions, points.primaries, point);
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
    await points.shell(1, 'rm /tmp/held');
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
}
