import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { RestorePoint } from '../../manager/backup/catalogue';
import { differentRows } from '../../manager/backup/proofs/compare-rows';
import { readRows, withinLimit } from '../../manager/backup/proofs/read-rows';
import type { ProvedRows, RowProof } from '../../manager/backup/proofs/row-proof';
import { RowSnapshots } from '../../manager/backup/proofs/row-snapshots';
import { storedShards } from '../../manager/backup/proofs/stored-shards';
import { writePairs } from './pair-writers';
import type { PointCluster } from './point-cluster';
import { lsnOf, WORKERS, type StoredPairs } from './stored-pairs';

/** Restore points with which rows are read; tests of one cluster, in order. */
export function describeRowProofs(points: PointCluster, pairs: StoredPairs): void {
  const { at } = points;
  /** The newest point whose rows were read. */
  let taken: RestorePoint | undefined;

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
      `${at.engine}: p99 ${alone.p99Ms} ms, beside rows that are read ${beside.p99Ms} ms, longest ${beside.longestMs} ms; ` +
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
    for (const group of WORKERS) {
      const committed = await pairs.committed(group);
      const later = [...committed]
        .filter(([, lsn]) => lsn > lsnOf(taken?.groups[group]?.lsn ?? expect.fail()))
        .map(([pair]) => pair);
      expect(await pairs.rowsBut(group, later)).toBe(rowsAt(group));
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

  /** All rows at a new point, as the manager keeps them. @param mostPages that are read */
  async function proofOf(mostPages = Infinity): Promise<RowProof> {
    const { plan, secrets } = at.bare;
    const snapshots = new RowSnapshots(points.primaries, secrets, plan.database);
    try {
      taken = await points.take(snapshots);
      const stored = await storedShards(snapshots.ask, at.engine, plan.groups);
      const rows = await readRows(snapshots.ask, withinLimit(stored, mostPages), {
        ...{ share: 0.1, signal: new AbortController().signal },
      });
      return { version: 1, point: taken.name, at: taken.at, rows, left: 0 };
    } finally {
      await snapshots.close();
    }
  }
}
