import type Docker from 'dockerode';
import { expect } from 'vitest';
import type { ListedBackups } from '../../running/backup/read-backups';
import type { StackStatus } from '../../running/read-status';
import { openClient } from '../../sql/open-client';
import { allContainers } from '../../topology/plan';
import type { StackOutputs } from '../../topology/stack-outputs';
import { awaitCondition } from './await-condition';
import { dropStack, npmRun, npmRunOk, stackOutputs } from './project';

/** The first full backup, and the point after it. */
const FIRST_POINT_LIMIT_MS = 120_000;

/** A test's stack that is backed up. */
export class BackedUpStack {
  private known: Promise<StackOutputs> | undefined;

  constructor(
    readonly name: string,
    private readonly docker: Docker,
  ) {}

  /** What it exports, which stays. */
  outputs(): Promise<StackOutputs> {
    return (this.known ??= stackOutputs(this.name));
  }

  /** Runs SQL at the port for writes. */
  async query<R extends object>(sql: string): Promise<R[]> {
    const { connections } = await this.outputs();
    const connectionString = connections.write;
    const client = await openClient({ connectionString, connectionTimeoutMillis: 5000 });
    try {
      return (await client.query<R>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Rows of a table. */
  async count(table: string): Promise<number> {
    return Number((await this.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n);
  }

  async backups(): Promise<ListedBackups> {
    const listed = await npmRunOk('backup', 'list', '--stack', this.name, '--json');
    return JSON.parse(listed) as ListedBackups;
  }

  async status(): Promise<StackStatus> {
    return JSON.parse(
      (await npmRun('status', '--stack', this.name, '--json')).stdout,
    ) as StackStatus;
  }

  /** Waits for a restore point that was taken from now on. @returns its name */
  async pointFromNow(): Promise<string> {
    const since = Date.now();
    const { points } = await awaitCondition(
      'a restore point',
      () => this.backups(),
      (listed) => listed.points.some(({ at }) => at > since),
      FIRST_POINT_LIMIT_MS,
      1000,
    );
    return points.find(({ at }) => at > since)?.name ?? '';
  }

  /** Kills all of its containers at once, and removes them with their volumes and its file. */
  async lose(): Promise<void> {
    const { plan } = await this.outputs();
    const kills = allContainers(plan).map(({ container }) =>
      this.docker.getContainer(container).kill(),
    );
    await Promise.all(kills);
    const { code, stderr } = await npmRun('down', '--stack', this.name, '--yes');
    expect([code, stderr]).toEqual([0, expect.stringContaining('Backups stay in ')]);
    dropStack(this.name);
  }
}
