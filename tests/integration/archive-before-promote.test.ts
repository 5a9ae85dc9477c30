import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { parseClusterConfig } from '../../topology/config/config';
import { planCluster } from '../../topology/plan-cluster';
import { renderNodeBackups } from '../../topology/rendering/pgbackrest';
import { now } from '../../words/clock';
import { awaitCondition } from '../e2e/await-condition';
import { buildImage, IMAGE_LIMIT_MS } from './build-image';

/** What a standby archives of what its primary had not, with PostgreSQL as the database image has it. */

const IMAGE = 'citus-cluster/database:archive-test';

/** A primary that archives nothing, and its standby, in one container. */
const PAIR = `
initdb -D primary -U postgres -A trust > /dev/null
printf '%s\\n' "archive_mode = on" "archive_command = 'false'" "unix_socket_directories = '/tmp'" \
  "listen_addresses = ''" "port = 5001" >> primary/postgresql.conf
pg_ctl -D primary -w -s start
pg_basebackup -h /tmp -p 5001 -U postgres -D cluster -R
mkdir archive
printf '%s\\n' "archive_command = 'cp %p /var/lib/postgresql/archive/%f'" "port = 5002" >> cluster/postgresql.conf
pg_ctl -D cluster -w -s -l standby.log start
`;

/** A primary whose repository is at an address that nobody has, and says nothing. */
const UNHEARD = `
openssl req -x509 -newkey ed25519 -nodes -subj /CN=x -keyout /tmp/key -out /tmp/certificate 2> /dev/null
cat > /tmp/pgbackrest.conf <<'END'
[global]
repo1-host=192.0.2.1
repo1-host-type=tls
repo1-host-cert-file=/tmp/certificate
repo1-host-key-file=/tmp/key
spool-path=/tmp/spool
lock-path=/tmp/lock
log-level-file=off
[global:archive-push]
archive-async=y
archive-timeout=5
[one]
pg1-path=/var/lib/postgresql/unheard
END
initdb -D unheard -U postgres -A trust > /dev/null
cat >> unheard/postgresql.conf <<'END'
archive_mode = on
archive_command = 'archive-log pgbackrest --stanza=one archive-push %p'
unix_socket_directories = '/tmp'
listen_addresses = ''
port = 5003
END
PGBACKREST_CONFIG=/tmp/pgbackrest.conf pg_ctl -D unheard -w -s -l unheard.log start
psql -qAt -h /tmp -p 5003 -U postgres -c 'CREATE TABLE t ()' -c 'SELECT pg_switch_wal()' > /dev/null
`;

/** The same primary, with a second repository, which is there; what a deployment gives nodes is given to it. */
const BESIDE = `
# What was begun with the former configuration would go on for minutes.
pkill -f 'archive-push[:]async' || true
cat > /tmp/second.conf <<'END'
[global]
repo2-path=/tmp/repository
lock-path=/tmp/lock
log-level-file=off
[one]
pg1-path=/var/lib/postgresql/unheard
pg1-port=5003
pg1-socket-path=/tmp
END
# Nothing is tried before all is there: PostgreSQL rests for a minute after the third failure.
pg_ctl -D unheard -w -s -l unheard.log -o "-c archive_command=''" start
pgbackrest --config=/tmp/second.conf --stanza=one stanza-create
pg_ctl -D unheard -w -s -m fast stop
sed -i 's|^spool-path|repo2-path=/tmp/repository\\n${ioTimeout()}\\nspool-path|' /tmp/pgbackrest.conf
PGBACKREST_CONFIG=/tmp/pgbackrest.conf pg_ctl -D unheard -w -s -l unheard.log start
`;

/** How long a node tries to reach a repository, as its configuration has it. */
function ioTimeout(): string {
  const plan = planCluster(parseClusterConfig('test', { engine: 'native', 'workers.count': 0 }));
  const [group] = plan.groups;
  const [node] = group?.nodes ?? [];
  if (group === undefined || node === undefined) throw new Error('the plan has no node');
  return /^io-timeout=.*$/m.exec(renderNodeBackups(plan, group, node))?.[0] ?? '';
}

const CHANGES = `
for i in 1 2 3 4 5; do
  psql -qAt -h /tmp -p 5001 -U postgres -c 'CREATE TABLE t'$i' ()' -c 'SELECT pg_switch_wal()' > /dev/null
done
`;

const docker = dockerClient();
let container: Docker.Container;

async function run(script: string): Promise<string> {
  const command = ['bash', '-euc', `cd /var/lib/postgresql\n${script}`];
  const { code, output } = await execInContainer(container, command, 'postgres');
  if (code !== 0) throw new Error(output);
  return output;
}

async function ask(port: number, sql: string): Promise<string> {
  return (await run(`psql -qAt -h /tmp -p ${port} -U postgres -c "${sql}"`)).trim();
}

/** Names of a folder, without an ending. */
async function names(folder: string, ending = ''): Promise<string[]> {
  const all = (await run(`ls ${folder}`)).split('\n').filter((name) => name.endsWith(ending));
  const whole = all.map((name) => name.slice(0, name.length - ending.length)).filter(Boolean);
  return whole.sort();
}

beforeAll(async () => {
  await buildImage('database', IMAGE);
  container = await docker.createContainer({ Image: IMAGE, Entrypoint: ['sleep', 'infinity'] });
  await container.start();
}, IMAGE_LIMIT_MS);

afterAll(async () => {
  await container.remove({ force: true, v: true });
  await docker.getImage(IMAGE).remove();
});

it('a standby that is promoted archives what its primary could not', async () => {
  await run(PAIR);
  const before = await names('primary/pg_wal/archive_status', '.ready');
  await run(CHANGES);
  const unarchived = await names('primary/pg_wal/archive_status', '.ready');
  const since = unarchived.filter((name) => !before.includes(name));
  expect(since.length).toBeGreaterThanOrEqual(5);
  const written = await ask(5001, 'SELECT pg_current_wal_lsn()');
  await awaitCondition(
    'a standby that has it all',
    () => ask(5002, `SELECT pg_last_wal_receive_lsn() >= '${written}'`),
    (has) => has === 't',
    30_000,
  );
  await run('pg_ctl -D primary -s -m immediate stop');

  await run('archive-before-promote /var/lib/postgresql/cluster');
  await run('pg_ctl -D cluster -w -s promote');

  await awaitCondition(
    'an archive without a gap',
    () => names('archive'),
    (archived) => since.every((name) => archived.includes(name)),
    30_000,
  );
  expect(await names('archive')).toContain('00000002.history');
  await run('pg_ctl -D cluster -s -m immediate stop');
}, 120_000);

it('a primary that ends waits for a silent repository once, and keeps what it could not archive', async () => {
  await run(UNHEARD);
  const failures = () => ask(5003, 'SELECT failed_count FROM pg_stat_archiver');
  await awaitCondition('a file that waits', failures, (count) => Number(count) > 0, 60_000);
  const from = now();
  await run('pg_ctl -D unheard -w -s -m fast stop');
  // One try, of 5 s. All that PostgreSQL does by itself take 17 s, or twice as long.
  expect(now() - from).toBeLessThan(10_000);
  expect(await names('unheard/pg_wal/archive_status', '.ready')).toContain(
    '000000010000000000000001',
  );
}, 120_000);

it('a repository whose host is gone keeps log from the other one for less than a minute', async () => {
  await run(BESIDE);
  const archived = () => run('find /tmp/repository -name "000000010000000000000001-*"');
  await awaitCondition('log in the other one', archived, (file) => file !== '', 60_000);
  await run('pg_ctl -D unheard -s -m immediate stop');
}, 120_000);

it('marks whole files and histories, and no file that its timeline left in the middle', async () => {
  const done = [
    ...['000000010000000000000001', '000000010000000000000002', '00000002.history'],
    ...['000000020000000000000002', '000000020000000000000003', '00000002.history.backup'],
  ];
  await run(`rm -rf fake && mkdir -p fake/pg_wal/archive_status && cd fake/pg_wal/archive_status
    touch ${done.map((name) => `${name}.done`).join(' ')} 000000020000000000000004.ready`);
  await run('archive-before-promote /var/lib/postgresql/fake');
  expect(await names('fake/pg_wal/archive_status', '.ready')).toEqual([
    ...['000000010000000000000001', '00000002.history', '000000020000000000000002'],
    ...['000000020000000000000003', '000000020000000000000004'],
  ]);
});

it('leaves all but the newest files alone', async () => {
  const all = Array.from(
    { length: 300 },
    (_, index) => `0000000100000001${index.toString(16).toUpperCase().padStart(8, '0')}`,
  );
  await run(`rm -rf fake && mkdir -p fake/pg_wal/archive_status && cd fake/pg_wal/archive_status
    touch ${all.map((name) => `${name}.done`).join(' ')}`);
  await run('archive-before-promote /var/lib/postgresql/fake');
  expect(await names('fake/pg_wal/archive_status', '.ready')).toEqual(all.slice(-128));
});

it('keeps nobody from being promoted, whatever it finds', async () => {
  expect(await run('archive-before-promote /nowhere')).toContain(
    'a gap in the archive is possible',
  );
});
