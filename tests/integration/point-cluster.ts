import { afterAll } from 'vitest';
import type { RestorePoint } from '../../manager/backup/catalogue';
import {
  POINT_SESSION,
  takeRestorePoint,
  type GroupPrimary,
  type PointWitness,
} from '../../manager/backup/restore-point';
import { KeptSessions } from '../../manager/sessions/kept-sessions';
import { connect } from '../../sql/connect';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { dockerClient } from '../../toolchain/docker/docker-client';
import type { Engine } from '../../topology/config/cluster-config';
import { awaitCondition } from '../e2e/await-condition';
import { DatasetCluster } from './dataset-cluster';

/** How long something may take on a machine that is busy, ms. */
export const LIMIT_MS = 60_000;

/** Archives into a folder, and fails while there is a file. */
const ARCHIVE = 'test ! -e /tmp/held && mkdir -p /tmp/archive && cp %p /tmp/archive/%f';

/** A cluster that restore points are taken of. */
export class PointCluster {
  private kept: KeptSessions | undefined;
  /** What a point has to lock on the coordinator, and a writer in the middle of its commit holds. */
  readonly lockedTable: string;

  private constructor(
    readonly engine: Engine,
    readonly at: DatasetCluster,
  ) {
    this.lockedTable = { native: 'pairs', citus: 'pg_dist_transaction' }[engine];
  }

  /** One for the tests of a block, as {@link DatasetCluster.forTests}. */
  static forTests(engine: Engine, base: string): PointCluster {
    const parameters = { archive_mode: 'on', archive_command: ARCHIVE };
    const at = DatasetCluster.forTests(engine, base, 'points', parameters);
    const made = new PointCluster(engine, at);
    afterAll(() => made.kept?.keepOnly([]));
    return made;
  }

  /** Primaries of all groups, the coordinator's first. */
  get primaries(): GroupPrimary[] {
    return this.at.bare.observation.groups.flatMap(({ group, primary }) =>
      primary === undefined ? [] : [{ group, node: primary.node }],
    );
  }

  /** Sessions that points are taken in. */
  get sessions(): KeptSessions {
    return (this.kept ??= new KeptSessions({
      ...{ credentials: this.at.bare.secrets, database: this.at.bare.plan.database },
      ...{ answerLimitMs: 1000, start: POINT_SESSION },
    }));
  }

  /** Takes a point. */
  take(witness?: PointWitness): Promise<RestorePoint> {
    return takeRestorePoint(this.sessions, this.engine, this.primaries, witness);
  }

  /** The container of a group's node. */
  container(group: number) {
    return dockerClient().getContainer(`cc-test-points-${this.engine}-${group}`);
  }

  /** Runs a command of the shell on a group's node. @returns its exit code */
  async shell(group: number, command: string): Promise<number> {
    return (await execInContainer(this.container(group), ['sh', '-c', command])).code;
  }

  /** Holds {@link lockedTable} until released, and until what is done meanwhile has ended. */
  async withHolder<T>(run: (release: () => Promise<void>) => Promise<T>): Promise<T> {
    const { connection } = this.at.bare.servers[0] ?? {};
    const client = await connect(
      (connection ?? '').replace(/\/postgres$/, `/${this.at.bare.plan.database}`),
      'test',
    );
    try {
      await client.query('BEGIN');
      await client.query(`LOCK TABLE ${this.lockedTable} IN ROW EXCLUSIVE MODE`);
      return await run(async () => void (await client.query('COMMIT')));
    } finally {
      await client.end();
    }
  }

  /** Resolves once a point waits for a lock on the coordinator. */
  async pointWaits(): Promise<void> {
    await awaitCondition(
      'a point that waits for a lock',
      () => this.at.bare.query<object>(0, 'SELECT FROM pg_locks WHERE NOT granted'),
      (rows) => rows.length > 0,
      LIMIT_MS,
      20,
    );
  }
}
