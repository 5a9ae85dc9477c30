import { expect } from 'vitest';
import { connect } from '../../sql/connect';
import type { DatasetCluster } from './dataset-cluster';

/** Groups of the workers that have the table. */
export const WORKERS = [1, 2];

/** The table `pairs` over the workers, each transaction of whose writers has rows on all. */
export class StoredPairs {
  /** Where the log of each worker was before the first pair, by group. */
  private readonly starts = new Map<number, string>();

  constructor(private readonly at: DatasetCluster) {}

  /** Makes the table. */
  async create(): Promise<void> {
    const columns = 'id bigint NOT NULL, pair bigint NOT NULL';
    if (this.at.engine === 'native') {
      await this.at.owner(`SELECT cluster.create_sharded_table('pairs', '${columns}', 'id', 4)`);
    } else {
      await this.at.owner(`CREATE TABLE pairs (${columns})`);
      await this.at.owner(`SELECT create_distributed_table('pairs', 'id', shard_count := 4)`);
    }
  }

  /** Notes where the log of each worker is before the first pair. */
  async begin(): Promise<void> {
    for (const group of WORKERS) {
      const sql = 'SELECT pg_current_wal_lsn()::text AS lsn';
      const [row] = await this.at.bare.query<{ lsn: string }>(group, sql);
      this.starts.set(group, row?.lsn ?? '');
    }
  }

  /** Pairs that a worker has rows of, with the position of their commit in its log. */
  async committed(group: number): Promise<Map<string, bigint>> {
    const shards = await this.shardsOf(group);
    const rows = shards.map((shard) => `SELECT pair, xmin::text AS xid FROM ${shard}`);
    const found = await this.at.bare.query<{ pair: string; xid: string }>(
      group,
      `SELECT DISTINCT pair::text, xid FROM (${rows.join(' UNION ALL ')}) r WHERE pair > 0`,
    );
    const { connection = '' } = this.at.bare.servers[group] ?? {};
    const client = await connect(connection, 'test');
    // A commit of what was prepared names its transaction in words.
    const { rows: commits } = await client.query<{ xid: string; lsn: string }>(
      `SELECT coalesce(substring(description FROM '^(\\d+): '), xid::text) AS xid, end_lsn::text AS lsn
       FROM pg_get_wal_records_info($1, pg_current_wal_flush_lsn())
       WHERE record_type IN ('COMMIT', 'COMMIT_PREPARED')`,
      [this.starts.get(group)],
    );
    await client.end();
    const lsns = new Map(commits.map(({ xid, lsn }) => [xid, lsnOf(lsn)]));
    return new Map(found.map(({ pair, xid }) => [pair, lsns.get(xid) ?? expect.fail(`no ${xid}`)]));
  }

  /** Rows of a worker but those of some pairs. */
  async rowsBut(group: number, pairs: readonly string[]): Promise<number> {
    const shards = await this.shardsOf(group);
    const counts = shards.map(
      (shard) =>
        `SELECT count(*) AS n FROM ${shard} WHERE pair <> ALL ('{${pairs.join()}}'::bigint[])`,
    );
    const sql = `SELECT sum(n)::integer AS n FROM (${counts.join(' UNION ALL ')}) c`;
    return (await this.at.bare.query<{ n: number }>(group, sql))[0]?.n ?? -1;
  }

  private async shardsOf(group: number): Promise<string[]> {
    const found = await this.at.owner<{ shard: string }>(
      this.at.engine === 'native'
        ? `SELECT shard FROM cluster.shards WHERE parent = 'pairs' AND server = 'worker_${group}'`
        : `SELECT 'pairs_' || shardid AS shard FROM pg_dist_shard JOIN pg_dist_placement USING (shardid)
           WHERE logicalrelid = 'pairs'::regclass AND groupid = ${group}`,
    );
    return found.map(({ shard }) => shard);
  }
}

/** A position in the log as a number, `0/3000148` for instance. */
export function lsnOf(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
