import type { Client } from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { connect } from '../../sql/connect';
import type { Engine } from '../../topology/config/cluster-config';
import { startBareCluster, type BareCluster } from './bare-cluster';

/** Rows of the data set that its tests load. */
export const ROWS = 20_000;

/** Packages may come over a slow line. */
const BUILD_LIMIT_MS = 10 * 60_000;

/** A bare cluster that the data set is loaded into. */
export class DatasetCluster {
  private cluster: BareCluster | undefined;

  private constructor(readonly engine: Engine) {}

  /** One for the tests of a block: started before the first of them, removed after the last. */
  static forTests(...options: Parameters<typeof startBareCluster>): DatasetCluster {
    const made = new DatasetCluster(options[0]);
    beforeAll(async () => {
      made.cluster = await startBareCluster(...options);
    }, BUILD_LIMIT_MS);
    afterAll(() => made.cluster?.remove());
    return made;
  }

  get bare(): BareCluster {
    if (this.cluster === undefined) throw new Error('the cluster is not started yet');
    return this.cluster;
  }

  /** Runs something in a session of its own of the database's owner on the coordinator. */
  async withSession<T>(run: (client: Client) => Promise<T>): Promise<T> {
    const client = await connect(this.bare.connection(), 'test');
    try {
      return await run(client);
    } finally {
      await client.end();
    }
  }

  /** What a statement of the database's owner answers. */
  async owner<R extends object>(sql: string): Promise<R[]> {
    return this.withSession(async (client) => (await client.query(sql)).rows as R[]);
  }

  /** How many rows the table has. */
  async count(): Promise<number> {
    const [row] = await this.owner<{ n: number }>(
      'SELECT count(*)::int AS n FROM vehicle_locations',
    );
    return row?.n ?? -1;
  }
}
