import { Client } from 'pg';
import { expect, it } from 'vitest';
import { setUp } from '../../manager/reconcile';
import { connect } from '../../sql/connect';
import { changePassword, createRole, dropRole, listRoles } from '../../stack/added-roles';
import type { PrimarySession } from '../../running/primary-sessions';
import type { BareCluster } from './bare-cluster';

const COUNT = 'SELECT count(*)::int AS n FROM vehicle_locations';
const INSERT = `INSERT INTO vehicle_locations (vehicle_id, location, recorded_at, region_code)
  VALUES (-9, ST_SetSRID(ST_MakePoint(-73.9, 40.8), 4326), now(), 'region_north')`;
const DELETE = `DELETE FROM vehicle_locations WHERE vehicle_id = -9`;

/** A role that is added reaches every row by way of every node; tests of one cluster, in order. */
export function describeAddedRoles(cluster: () => BareCluster, count: () => Promise<number>): void {
  const as = async (user: string, password: string, sql: string): Promise<object[]> => {
    const uri = new URL(cluster().connection(password));
    uri.username = user;
    const client = await connect(uri.href, 'test');
    try {
      return (await client.query<object>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  /** Superusers' sessions on all nodes, as the command has them. */
  const change = async (
    run: (coordinator: PrimarySession, workers: readonly PrimarySession[]) => Promise<void>,
  ): Promise<void> => {
    const { plan, secrets } = cluster();
    const sessions = await Promise.all(
      plan.groups.flatMap(({ nodes }) =>
        nodes.map(async (node) => {
          const { superuser: password } = secrets;
          const login = { host: node.name, user: 'postgres', password, database: plan.database };
          const client = new Client(login);
          await client.connect();
          return { node, client };
        }),
      ),
    );
    const [coordinator, ...workers] = sessions;
    if (coordinator === undefined) throw new Error('no coordinator');
    try {
      await run(coordinator, workers);
    } finally {
      await Promise.all(sessions.map(({ client }) => client.end()));
    }
  };

  it('adds a role that reads every row and writes none, and one that writes', async () => {
    const { plan, secrets, observation } = cluster();
    await change(async (coordinator, workers) => {
      const reader = { name: 'dashboard', access: 'read-only', password: `it's \\ one` } as const;
      await createRole(plan, coordinator, workers, reader);
      await expect(createRole(plan, coordinator, workers, reader)).rejects.toThrow(
        /^role "dashboard" exists/,
      );
      const writer = { name: 'writer', access: 'read-write', password: 'another' } as const;
      await createRole(plan, coordinator, workers, writer);
      expect(await listRoles(coordinator, plan)).toEqual([
        { name: 'dashboard', access: 'read-only' },
        { name: 'writer', access: 'read-write' },
      ]);
    });
    expect(await as('dashboard', `it's \\ one`, COUNT)).toEqual([{ n: await count() }]);
    await expect(as('dashboard', `it's \\ one`, INSERT)).rejects.toThrow(/permission denied/);
    const before = await count();
    await as('writer', 'another', INSERT);
    expect(await as('dashboard', `it's \\ one`, COUNT)).toEqual([{ n: before + 1 }]);
    await as('writer', 'another', DELETE);
    expect(await setUp(plan, secrets, observation)).toEqual({ changes: [], reasons: [] });
  });

  it('gives an added role to a worker that lacks it', async () => {
    const { plan, secrets, observation } = cluster();
    if (plan.engine === 'citus') {
      await cluster().query(1, 'DELETE FROM pg_dist_authinfo WHERE rolename = $$dashboard$$');
    }
    await cluster().query(1, 'ALTER ROLE dashboard PASSWORD NULL');
    expect((await setUp(plan, secrets, observation)).changes.join()).toMatch(/dashboard/);
    expect(await as('dashboard', `it's \\ one`, COUNT)).toEqual([{ n: await count() }]);
  });

  it('changes the password of an added role, and drops it', async () => {
    const { plan, secrets, observation } = cluster();
    await change(async (coordinator, workers) => {
      await changePassword(plan, coordinator, workers, { name: 'dashboard', password: 'new' });
      expect(await as('dashboard', 'new', COUNT)).toEqual([{ n: await count() }]);
      await expect(as('dashboard', `it's \\ one`, COUNT)).rejects.toThrow(/authentication failed/);
      for (const name of ['dashboard', 'writer']) {
        await dropRole(plan, coordinator, workers, name);
      }
      await expect(dropRole(plan, coordinator, workers, 'writer')).rejects.toThrow(
        'there is no role "writer"; there are: none',
      );
    });
    await setUp(plan, secrets, observation);
    for (const group of [0, 1, 2]) {
      const left = await cluster().query(group, `SELECT FROM pg_roles WHERE rolname = 'writer'`);
      expect(left).toEqual([]);
    }
  });
}
