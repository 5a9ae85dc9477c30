import { expect, it } from 'vitest';
import { setUp } from '../../manager/reconcile';
import { connect } from '../../sql/connect';
import type { DatasetCluster } from './dataset-cluster';

/** What the manager sets up in a bare cluster; tests of one cluster, in order. */
export function describeSetUp(at: DatasetCluster): void {
  it('sets up once and finds nothing to do afterwards', async () => {
    const { plan, secrets, observation } = at.bare;
    const first = await setUp(plan, secrets, observation);
    expect(first.reasons).toEqual([]);
    expect(first.changes.join('\n')).toMatch(/extension postgis/);
    expect(await setUp(plan, secrets, observation)).toEqual({ changes: [], reasons: [] });
    expect(await at.owner('SELECT current_user::text AS me')).toEqual([{ me: 'citus' }]);
  });

  it('changes a password everywhere, and lets the old one in no more', async () => {
    const { plan, secrets, observation } = at.bare;
    const changed = { ...secrets, citus: 'another one' };
    expect((await setUp(plan, changed, observation)).changes.length).toBeGreaterThan(0);
    await expect(connect(at.bare.connection(), 'test')).rejects.toThrow(/password authentication/);
    await (await connect(at.bare.connection('another one'), 'test')).end();
    await setUp(plan, secrets, observation);
  });

  it('shows no password to a log that takes every statement, nor to the statistics', async () => {
    const { secrets } = at.bare;
    const quoted = secrets.citus.replaceAll("'", "''");
    for (const group of [0, 1, 2]) {
      const log = await at.bare.log(group);
      expect(log).toMatch(/ready to accept connections/);
      for (const text of [secrets.citus, quoted, secrets.monitor]) expect(log).not.toContain(text);
      // Citus hands the coordinator's roles to the workers in statements of its own.
      if (at.engine === 'native' || group === 0) expect(log).not.toContain('SCRAM-SHA-256$');
      const seen = await at.bare.query<{ n: number }>(
        group,
        `SELECT count(*)::int AS n FROM pg_stat_statements WHERE query ~* 'password'`,
      );
      expect(seen).toEqual([{ n: 0 }]);
    }
  });
}
