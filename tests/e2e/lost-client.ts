import Docker from 'dockerode';
import { expect, it } from 'vitest';
import { openClient } from '../../sql/open-client';
import { StackContainers } from '../../chaos/faults/stack-containers';
import { allNodes } from '../../topology/plan';
import { awaitCondition } from './await-condition';
import { stackOutputs } from './project';

/** The vehicle that the lost client's statement is known by, on whichever node it runs. */
const VEHICLE = 987_654_321;

/**
 * How long sessions of a lost client are waited for, ms. They take 2 s at most on a quiet machine:
 * one check of the coordinator's, then one of the worker's.
 */
const LIMIT_MS = 20_000;

/** Clients that are killed while they wait. Call it inside a `describe`. */
export function describeLostClient(stack: string): void {
  it.each(['write', 'pooled'] as const)(
    'ends what a killed client waits for, on every node, by the %s port',
    async (port) => {
      const { plan, connections } = await stackOutputs(stack);
      const containers = new StackContainers(new Docker(), plan);
      const sessions = async (): Promise<number> => {
        const counts = await Promise.all(
          allNodes(plan).map(async ({ container }) => {
            const query = `SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%${VEHICLE}%' AND state = 'active' AND pid <> pg_backend_pid()`;
            const psql = ['psql', '-X', '-A', '-t', '-d', plan.database, '-c', query];
            const { code, output } = await containers.exec(container, psql, 'postgres');
            expect(code, output).toBe(0);
            return Number(output);
          }),
        );
        return counts.reduce((sum, count) => sum + count, 0);
      };

      const holder = await openClient({ connectionString: connections.write });
      const { rows } = await holder.query<{ id: string; region: string; vehicle: number }>(
        'SELECT id, region_code AS region, vehicle_id AS vehicle FROM vehicle_locations LIMIT 1',
      );
      const { id, region, vehicle } = rows[0] ?? { id: '', region: '', vehicle: NaN };
      const where = `id = ${id} AND region_code = '${region}'`;
      await holder.query('BEGIN');
      await holder.query(`UPDATE vehicle_locations SET vehicle_id = vehicle_id WHERE ${where}`);

      const lost = await openClient({ connectionString: connections[port] });
      const statement = lost.query(
        `UPDATE vehicle_locations SET vehicle_id = ${VEHICLE} WHERE ${where}`,
      );
      const broken = expect(statement).rejects.toThrow();
      // With replicated shards the coordinator waits, and has not sent it to a worker yet.
      const onWorker = plan.groups.length > 1 && plan.workerHa === 'standby';
      await awaitCondition(
        'the statement at work',
        sessions,
        (n) => n >= (onWorker ? 2 : 1),
        LIMIT_MS,
      );

      // What is left of a client whose process is killed: its socket closes.
      (
        lost as unknown as { connection: { stream: { destroy(): void } } }
      ).connection.stream.destroy();
      await broken;
      await awaitCondition('the end of its sessions', sessions, (n) => n === 0, LIMIT_MS);
      await holder.query('COMMIT');
      const after = await holder.query(
        `SELECT vehicle_id AS vehicle FROM vehicle_locations WHERE ${where}`,
      );
      expect(after.rows).toEqual([{ vehicle }]);
      await holder.end();
    },
    3 * LIMIT_MS,
  );
}
