import Docker from 'dockerode';
import { expect, it } from 'vitest';
import { openClient } from '../../sql/open-client';
import { SUPERUSER } from '../../topology/postgres/roles';
import { StackContainers } from '../../chaos/faults/stack-containers';
import { primaryOf } from '../../chaos/checks/cluster-state';
import { askManager } from '../../running/ask-manager';
import { awaitCondition } from './await-condition';
import { stackOutputs } from './project';

/** Workers' prepared transactions are recovered every 15 s; a busy machine takes longer. */
const RECOVERY_LIMIT_MS = 60_000;

/** Vehicles of rows that only the decision about a prepared transaction makes visible. */
const DECIDED = -11;
const UNDECIDED = -12;

/** A shard and its primary: the view `citus_shards` names the standbys of its group as well. */
const SHARD = `
  SELECT p.shardid AS shard, n.nodename AS node
  FROM pg_dist_placement p
  JOIN pg_dist_node n ON n.groupid = p.groupid AND n.noderole = 'primary'
  WHERE p.shardid = get_shard_id_for_distribution_column('vehicle_locations', 'region_north')`;

/**
 * A coordinator is lost between the two phases of a commit over several nodes. Call it inside a
 * `describe` of a Citus stack.
 */
export function describeTwoPhaseRecovery(stack: string): void {
  it(
    'completes what a lost coordinator had decided, rolls the rest back, and only when told to',
    async () => {
      const outputs = await stackOutputs(stack);
      const { plan, connections } = outputs;
      const containers = new StackContainers(new Docker(), plan);
      const client = await openClient({ connectionString: connections.write });
      const found = await client.query<{ shard: string; node: string }>(SHARD);
      const { shard, node } = found.rows[0] ?? { shard: '', node: '' };
      const worker = plan.groups.flatMap(({ nodes }) => nodes).find(({ name }) => name === node);
      const coordinator = primaryOf(await askManager(outputs), 0);
      const first = plan.groups[0]?.nodes.find(({ name }) => name === coordinator);

      const asSuperuser = async (container: string, sql: string): Promise<string> => {
        const psql = ['psql', '-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-U', SUPERUSER];
        const command = [...psql, '-d', plan.database, '-c', sql];
        const { code, output } = await containers.exec(container, command, SUPERUSER);
        expect(code, output).toBe(0);
        return output;
      };
      // The names that Citus gives: group, process and number of a coordinator that is gone.
      const name = (vehicle: number): string => `citus_0_999999_${-vehicle}_1`;
      const prepare = (vehicle: number): string => `
        SET citus.enable_manual_changes_to_shards = on;
        BEGIN;
        INSERT INTO vehicle_locations_${shard} (id, vehicle_id, location, recorded_at, region_code)
        VALUES (${vehicle}, ${vehicle}, 'SRID=4326;POINT(-73.9 40.8)', now(), 'region_north');
        PREPARE TRANSACTION '${name(vehicle)}'`;

      // The record of the decision comes first, as in a commit that got that far.
      await asSuperuser(
        first?.container ?? '',
        `INSERT INTO pg_dist_transaction (groupid, gid, outer_xid)
         SELECT groupid, '${name(DECIDED)}', pg_current_xact_id() FROM pg_dist_node
         WHERE nodename = '${node}'`,
      );
      for (const vehicle of [DECIDED, UNDECIDED]) {
        await asSuperuser(worker?.container ?? '', prepare(vehicle));
      }
      await awaitCondition(
        'no prepared transaction',
        () =>
          asSuperuser(
            worker?.container ?? '',
            `SELECT gid FROM pg_prepared_xacts WHERE gid LIKE 'citus\\_0\\_999999%'`,
          ),
        (output) => output.trim() === '',
        RECOVERY_LIMIT_MS,
      );
      const rows = await client.query<{ vehicle: number }>(
        'SELECT vehicle_id AS vehicle FROM vehicle_locations WHERE vehicle_id = ANY($1)',
        [[DECIDED, UNDECIDED]],
      );
      expect(rows.rows).toEqual([{ vehicle: DECIDED }]);
      const interval = await client.query('SHOW citus.recover_2pc_interval');
      expect(interval.rows).toEqual([{ 'citus.recover_2pc_interval': '-1' }]);
      await client.query('DELETE FROM vehicle_locations WHERE vehicle_id = $1', [DECIDED]);
      await client.end();
    },
    RECOVERY_LIMIT_MS + 30_000,
  );
}
