import { escapeLiteral, type Client } from 'pg';
import { CERTIFICATE_FILES } from '../../../../topology/tls/certificate-files';
import { addressOf, type ClusterPlan, type NodePlan } from '../../../../topology/plan';
import { SUPERUSER } from '../../../../topology/postgres/roles';
import { isVerified } from '../../../../topology/tls/tls-stage';
import { sleep } from '../../../../words/clock';
import type { Credentials } from '../../../credentials';
import type { MoveRecord } from '../move-record';
import type { MoveSessions } from '../move-sessions';
import type { ShardPlace } from '../whereabouts';
import { replicationName } from '../worker-names';

/** Longest wait for the source's transactions that were open before the copy, ms. */
const SLOT_LIMIT_MS = 120_000;

/**
 * Has a target's empty table filled, and kept equal from now on, by logical replication.
 *
 * @throws Error naming the source where a transaction there has been open for too long
 */
export async function beginReplication(
  { source, target, nodes }: MoveSessions,
  plan: ClusterPlan,
  credentials: Credentials,
  { id }: MoveRecord,
  place: ShardPlace,
): Promise<void> {
  const name = replicationName(id);
  await source.query(`CREATE PUBLICATION ${name} FOR TABLE ONLY ${place.table}`);
  const connection = escapeLiteral(connectionTo(nodes.source, plan, credentials));
  await target
    .query({
      text: `CREATE SUBSCRIPTION ${name} CONNECTION ${connection} PUBLICATION ${name}`,
      query_timeout: SLOT_LIMIT_MS,
    } as { text: string })
    .catch((error: unknown) => {
      if ((error as Error).message !== 'Query read timeout') throw error;
      throw new Error(
        `transactions that write on ${nodes.source.name} have been open for ${SLOT_LIMIT_MS / 1000} s, and a copy begins when they end`,
      );
    });
}

/** How a target logs in to a source; where the stack verifies its servers, as it does. */
function connectionTo(source: NodePlan, plan: ClusterPlan, { superuser }: Credentials): string {
  const { authorities, certificate, key } = CERTIFICATE_FILES;
  const values = {
    host: addressOf(source),
    port: String(source.postgresPort),
    dbname: plan.database,
    user: SUPERUSER,
    password: superuser,
    ...{ connect_timeout: '5', keepalives_idle: '2', keepalives_interval: '1' },
    ...{ keepalives_count: '3', tcp_user_timeout: '5000' },
    ...(isVerified(plan) && {
      ...{ sslmode: 'verify-full', sslrootcert: authorities, sslcert: certificate, sslkey: key },
    }),
  };
  return Object.entries(values)
    .map(([option, value]) => `${option}='${value.replace(/[\\']/g, '\\$&')}'`)
    .join(' ');
}

/** Keeps the subscription's login the present one: passwords may change meanwhile. */
export async function keepLogin(
  { target, nodes }: MoveSessions,
  plan: ClusterPlan,
  credentials: Credentials,
  { id }: MoveRecord,
): Promise<void> {
  const wanted = connectionTo(nodes.source, plan, credentials);
  const { rowCount } = await target.query(
    'SELECT FROM pg_subscription WHERE subname = $1 AND subconninfo <> $2',
    [replicationName(id), wanted],
  );
  if (rowCount === 0) return;
  await target.query(
    `ALTER SUBSCRIPTION ${replicationName(id)} CONNECTION ${escapeLiteral(wanted)}`,
  );
}

/** Ends the replication of a move, on either side; can be run again, and where nothing was begun. */
export async function endReplication(
  { source, target }: MoveSessions,
  { id }: MoveRecord,
): Promise<void> {
  const name = replicationName(id);
  const { rows } = await target.query<{ oid: number }>(
    'SELECT oid FROM pg_subscription WHERE subname = $1',
    [name],
  );
  const [subscription] = rows;
  if (subscription !== undefined) {
    // The slots are dropped from their own side: this one may not reach it.
    await target.query(`ALTER SUBSCRIPTION ${name} DISABLE`);
    await target.query(`ALTER SUBSCRIPTION ${name} SET (slot_name = NONE)`);
  }
  const slots = subscription === undefined ? '' : `|^pg_${subscription.oid}_sync_`;
  await dropSlots(source, `^${name}$${slots}`);
  // Last, as the slots of the copy are known by its number.
  await target.query(`DROP SUBSCRIPTION IF EXISTS ${name}`);
  await source.query(`DROP PUBLICATION IF EXISTS ${name}`);
}

/** Tries to drop a slot, and the pause after each, ms: who reads it has to end first. */
const DROP_TRIES = 50;
const DROP_PAUSE_MS = 100;

/** Drops the logical slots of these names. @param names a regular expression */
async function dropSlots(client: Client, names: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const { rows } = await client.query<{ name: string; pid: number | null }>(
      `SELECT slot_name AS name, active_pid AS pid FROM pg_replication_slots
       WHERE slot_type = 'logical' AND database = current_database() AND slot_name ~ $1`,
      [names],
    );
    if (rows.length === 0) return;
    if (tries === DROP_TRIES) throw new Error(`slot ${rows[0]?.name} is in use still`);
    for (const { name, pid } of rows) {
      if (pid === null) await client.query('SELECT pg_drop_replication_slot($1)', [name]);
      else await client.query('SELECT pg_terminate_backend($1)', [pid]);
    }
    await sleep(DROP_PAUSE_MS);
  }
}
