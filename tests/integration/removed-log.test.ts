import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CREDENTIALS, PLAN } from '../../manager/observe/observed.fixture';
import { dropLostSlot, lacksLog } from '../../manager/standbys/removed-log';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { dockerClient } from '../../toolchain/docker/docker-client';
import type { NodePlan } from '../../topology/plan';
import { awaitCondition } from '../e2e/await-condition';
import { buildImage, IMAGE_LIMIT_MS } from './build-image';

/** What the manager finds of a standby that was away, on a primary and a standby in one container. */

const IMAGE = 'citus-cluster/database:removed-log-test';

/** How long a busy machine may take for a standby to be where it is expected, ms. */
const LIMIT_MS = 30_000;

/** By turns a primary that keeps 32 MiB of log for a slot and little without, and its standby. */
const TURNS = {
  begin: `initdb -D primary --auth=trust
printf '%s\\n' 'host all all all trust' >> primary/pg_hba.conf
printf '%s\\n' "listen_addresses = '*'" 'wal_keep_size = 0' 'max_slot_wal_keep_size = 32MB' \\
  'min_wal_size = 32MB' 'max_wal_size = 32MB' >> primary/postgresql.conf
start primary 5432
slot`,
  // Patroni's way: with a copy, and a slot of the standby's name.
  copy: `rm -rf standby
pg_basebackup -h /tmp -D standby -R --checkpoint=fast
printf '%s\\n' "primary_slot_name = 'worker_1_b'" >> standby/postgresql.auto.conf
start standby 5433`,
  start: 'start standby 5433',
  stop: 'pg_ctl -D standby --wait stop',
  // More than the primary keeps for the slot.
  write: `until test "$(ask 'SELECT wal_status FROM pg_replication_slots')" = lost; do
  ask "SELECT pg_logical_emit_message(true, '', 'x'), pg_switch_wal()"; ask CHECKPOINT; done`,
  slot: 'slot',
};

const PRELUDE = `set -e
cd /var/lib/postgresql; export PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
ask() { psql -qAtX -h /tmp -c "$1" postgres; }
start() { pg_ctl -D "$1" -o "-p $2 -k /tmp" --wait --log=/tmp/log-$2 start; }
slot() { ask "SELECT pg_create_physical_replication_slot('worker_1_b', true)"; }
`;

const docker = dockerClient();
let container: Docker.Container;
let primary: NodePlan;
let standby: NodePlan;

beforeAll(async () => {
  await buildImage('database', IMAGE);
  container = await docker.createContainer({ Image: IMAGE, Entrypoint: ['sleep', 'infinity'] });
  await container.start();
  const { NetworkSettings } = await container.inspect();
  const name = Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? '';
  const [first, second] = PLAN.groups[1]?.nodes ?? [];
  if (first === undefined || second === undefined) throw new Error('no pair');
  primary = { ...first, ...{ address: name, postgresPort: 5432 } };
  standby = { ...second, ...{ address: name, postgresPort: 5433 } };
  await turns('begin', 'copy');
}, IMAGE_LIMIT_MS);

afterAll(async () => {
  await container.remove({ force: true, v: true });
  await docker.getImage(IMAGE).remove();
});

async function turns(...names: readonly (keyof typeof TURNS)[]): Promise<void> {
  const script = [PRELUDE, ...names.map((name) => TURNS[name])].join('\n');
  const { code, output } = await execInContainer(container, ['bash', '-c', script], 'postgres');
  if (code !== 0) throw new Error(output);
}

/** State of the standby's slot, and whether somebody reads it, as the primary tells. */
async function slot(): Promise<string> {
  const sql = 'SELECT wal_status, active FROM pg_replication_slots';
  const command = ['psql', '-qAtX', '-h', '/tmp', '-c', sql, 'postgres'];
  return (await execInContainer(container, command, 'postgres')).output.trim();
}

const streams = () => awaitCondition('a stream', slot, (is) => is === 'reserved|t', LIMIT_MS);
const lacks = () => lacksLog(standby, primary, CREDENTIALS);
const awaitLack = () => awaitCondition('what it lacks', lacks, (is) => is, LIMIT_MS);
const drop = () => dropLostSlot(standby, primary, CREDENTIALS);

it('a standby that streams lacks nothing, nor does one that was away for a while', async () => {
  await streams();
  expect(await lacks()).toBe(false);
  await turns('stop', 'start');
  await streams();
  expect([await lacks(), await drop()]).toEqual([false, false]);
}, 60_000);

it('one whose slot was lost while it was away lacks log, and the slot is dropped', async () => {
  await turns('stop', 'write', 'start');
  expect(await slot()).toBe('lost|f');
  await awaitLack();
  expect([await drop(), await drop()]).toEqual([true, false]);
  expect(await slot()).toBe('');
}, 60_000);

it('one whose slot Patroni has made anew lacks it as well, though no slot says so', async () => {
  await turns('slot');
  expect(await slot()).toBe('reserved|f');
  await awaitLack();
  expect([await lacks(), await drop()]).toEqual([true, false]);
}, 60_000);

it('one that is copied anew streams, and its slot is dropped where that was lost meanwhile', async () => {
  await turns('stop', 'write', 'copy');
  expect(await lacks()).toBe(false);
  await turns('stop');
  expect(await slot()).toBe('lost|f');
  expect(await drop()).toBe(true);
  await turns('slot', 'start');
  await streams();
  expect(await lacks()).toBe(false);
}, 60_000);
