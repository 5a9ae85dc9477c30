import { expect, it } from 'vitest';
import { openClient } from '../../sql/open-client';
import { npmRunOk, stackOutputs } from './project';

/** Another application beside the stack's own, by the rules of the cluster. Call it inside a `describe`. */
export function describeSecondApplication(stack: string): void {
  const ask = async (connection: string, sql: string): Promise<object[]> => {
    const client = await openClient({ connectionString: connection });
    try {
      return (await client.query<object>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('reads by a role of its own', async () => {
    const count = 'SELECT count(*) AS n FROM vehicle_locations';
    const { connections } = await stackOutputs(stack);
    const args = ['--stack', stack];
    const uri = await npmRunOk('roles', 'create', 'dashboard', '--read-only', ...args);
    expect(await ask(uri.trim(), count)).toEqual(await ask(connections.write, count));
    await expect(ask(uri.trim(), 'DELETE FROM vehicle_locations')).rejects.toThrow(
      /permission denied/,
    );
    await npmRunOk('roles', 'drop', 'dashboard', ...args);
    await expect(ask(uri.trim(), count)).rejects.toThrow(/authentication failed/);
  });

  it('gets an error for what exceeds the memory, and ends no other session', async () => {
    const { connections } = await stackOutputs(stack);
    const other = await openClient({ connectionString: connections.write });
    try {
      await expect(ask(connections.write, `SELECT repeat('x', 900000000)`)).rejects.toThrow(
        /^out of memory/,
      );
      await other.query('SELECT');
    } finally {
      await other.end();
    }
  });
}
