import { expect, it } from 'vitest';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { LOAD, PatroniNodes } from './patroni-nodes';

/** Patroni as the database image starts it: what is changed in it. */

/** A Patroni that has three of the things in another form. */
const OTHER_PATRONI = `
import patroni.postgresql, patroni.ha, patroni.request, patroni.dcs.etcd
del patroni.postgresql.Postgresql._before_stop
own = patroni.dcs.etcd.DnsCachingResolver.resolve = lambda self, address: []
patroni.ha.time = None
`;

const nodes = PatroniNodes.forTests('prompt');

it('everything that is changed is there in the version that the image has', async () => {
  const program = `${LOAD}
import patroni.postgresql
print(patroni.postgresql.STOP_POLLING_INTERVAL, patroni.postgresql.polling_loop.__name__)`;
  const result = await execInContainer(await nodes.start('node'), ['python3', '-c', program]);
  expect(result).toEqual({ code: 0, output: '0.05 look_often\n' });
});

it('a Patroni that has it in another form keeps its own, and says so', async () => {
  const program = `${OTHER_PATRONI}${LOAD}
print('kept', patroni.dcs.etcd.DnsCachingResolver.resolve is own, patroni.ha.time)`;
  const { output } = await execInContainer(await nodes.start('node'), ['python3', '-c', program]);
  const lines = output.trim().split('\n');
  expect(lines.filter((line) => /^patroni-prompt: Patroni 4\.\S+ has no /.test(line)).length).toBe(
    3,
  );
  expect(lines).toContain('kept True None');
});

it('a container that begins takes no process for the server whose number it has', async () => {
  const start = `set -e
cd /var/lib/postgresql; export PGDATA=$PWD/cluster PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
test -e $PGDATA || initdb > /dev/null
sleep infinity & other=$!
for lock in $PGDATA/postmaster.pid /var/run/postgresql/.s.PGSQL.5432.lock
do test -z "$1" || printf '%s\\n' $other $PGDATA 1 5432 /var/run/postgresql > $lock; done
python3 -c "$2" || exit
pg_ctl --wait --log=/tmp/log start > /dev/null || { grep FATAL /tmp/log; exit 1; }
pg_ctl --wait stop > /dev/null`;
  const node = await nodes.start('node');
  const after = (program: string, locks = ''): ReturnType<typeof execInContainer> =>
    execInContainer(node, ['sh', '-c', start, 'sh', locks, program], 'postgres');
  const forget = `${LOAD}prompt.forget_former_server()`;
  expect(await after('')).toMatchObject({ code: 0 });
  expect(await after('', 'left')).toMatchObject({
    code: 1,
    output: expect.stringContaining('already exists') as string,
  });
  expect(await after(forget, 'left')).toEqual({ code: 0, output: '' });
}, 60_000);

it('the last record of a primary that ended counts where it starts as a standby', async () => {
  const crash = `set -e
cd /var/lib/postgresql; export PGDATA=$PWD/cluster PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
initdb --auth=trust > /dev/null
{ pg_ctl --wait start && pg_ctl --wait stop; } > /dev/null
touch $PGDATA/standby.signal
pg_ctl --wait start > /dev/null
pg_ctl --mode=immediate stop > /dev/null
pg_controldata | grep -E 'Latest checkpoint location|Minimum recovery ending location' | cut -d: -f2
python3 -c "$1"`;
  const read = `${LOAD}
import subprocess, types
from patroni.postgresql.misc import format_lsn
lines = subprocess.run('pg_controldata', stdout=subprocess.PIPE, text=True).stdout.splitlines()
data = {key: value.strip() for key, value in (line.split(':', 1) for line in lines)}
node = types.SimpleNamespace(_postgresql=types.SimpleNamespace(controldata=lambda: data))
in_recovery, timeline, lsn = prompt.Rewind._get_local_timeline_lsn_from_controldata(node)
print(in_recovery, format_lsn(lsn - 1))`;
  const node = await nodes.start('node');
  const { output } = await execInContainer(node, ['sh', '-c', crash, 'sh', read], 'postgres');
  const [last, ending] = output.split('\n').map((line) => line.trim());
  expect(ending).toBe(last);
  expect(output.trim().split('\n').at(-1)).toBe(`True ${last}`);
}, 60_000);

it('a former primary that is rewound without the log that it begins with counts as not rewound', async () => {
  const divide = `set -e
cd /var/lib/postgresql; export PGDATA=$PWD/cluster PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
ask() { psql -qAtX -h /tmp -p "$1" -c "$2" postgres; }
start() { pg_ctl -D "$1" -o "-p $2 -k /tmp" --wait --log=/tmp/log-$2 start; }
initdb --auth=trust
printf "wal_keep_size = '1GB'\\nwal_log_hints = on\\n" >> cluster/postgresql.conf
start cluster 5432
pg_basebackup -h /tmp -D other -R
start other 5433
for _ in 1 2 3; do ask 5432 "SELECT pg_logical_emit_message(true, '', 'x'), pg_switch_wal()"; done
until test "$(ask 5433 "SELECT pg_last_wal_replay_lsn() >= '$(ask 5432 'SELECT pg_current_wal_lsn()')'")" = t; do sleep 0.1; done
ask 5433 'SELECT pg_promote()'
ask 5432 'CREATE TABLE lost ()'
pg_ctl --mode=immediate --wait stop
ask 5433 CHECKPOINT
cp -a cluster former`;
  const rewind = (meanwhile: string) => `${LOAD}
import glob, os, subprocess, types
def rewind(self, conn_kwargs):
    subprocess.run(['pg_rewind', '-D', 'cluster', '--source-server', 'host=/tmp port=5433 dbname=postgres'], check=True)
    # As it does with a file that is gone where it is to be copied.
    ${meanwhile}
    return True
lines = subprocess.run('pg_controldata', stdout=subprocess.PIPE, text=True).stdout.splitlines()
data = {key: value.strip() for key, value in (line.split(':', 1) for line in lines)}
server = types.SimpleNamespace(data_dir='/var/lib/postgresql/cluster', controldata=lambda: data)
print(prompt.miss_no_log(rewind)(types.SimpleNamespace(_postgresql=server), {}))`;
  const node = await nodes.start('node');
  const inNode = async (script: string, program = '') =>
    (await execInContainer(node, ['bash', '-c', script, 'bash', program], 'postgres')).output;
  await inNode(divide);
  const run = `export PGDATA=/var/lib/postgresql/cluster PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
cd /var/lib/postgresql; rm -rf cluster; cp -a former cluster
python3 -c "$1" 2>&1 | tail -2`;
  expect(await inNode(run, rewind('pass'))).toMatch(/^True\n$/m);
  // Of the old timeline while it is copied; of the new one long before.
  for (const file of ['000000010000000000000003', '00000002????????????????']) {
    const removing = `os.remove(min(glob.glob('cluster/pg_wal/${file}')))`;
    const output = await inNode(run, rewind(removing));
    expect(output).toMatch(
      /^patroni-prompt: rewound without 0000000[12]\w{16}, which it begins with\nFalse\n$/,
    );
  }
}, 60_000);

it('a copy that was cut off is no data directory, and the next one takes its place whole', async () => {
  const serve = `set -e
cd /var/lib/postgresql; export PGDATA=$PWD/primary PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
initdb --auth=trust > /dev/null
pg_ctl -o '-k /tmp' --wait --log=/tmp/log start > /dev/null`;
  const program = (...options: readonly string[]) => `${LOAD}
from patroni.postgresql.cancellable import CancellableSubprocess
command = ['pg_basebackup', '--pgdata=/var/lib/postgresql/cluster', '-X', 'stream', '--dbname=host=/tmp']
print(CancellableSubprocess().call(command + ${JSON.stringify(options)}))`;
  const copy = `cd /var/lib/postgresql; export PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
set -m; python3 -c "$1" & copying=$!
case $2 in
whole) wait $copying;;
off) until ls cluster*/base > /dev/null 2>&1; do sleep 0.1; done; { kill -9 -- -$copying; wait $copying; } 2> /dev/null;;
esac
ls -d cluster*`;
  const node = await nodes.start('node');
  const inNode = async (script: string, ...values: readonly string[]) => {
    const command = ['bash', '-c', script, 'bash', ...values];
    const { output } = await execInContainer(node, command, 'postgres');
    return output.trim().split('\n');
  };
  await inNode(serve);
  const slow = program('--checkpoint=fast', '--max-rate=64k');
  expect(await inNode(copy, slow, 'off')).toEqual(['cluster.unfinished']);
  const fast = program('--checkpoint=fast');
  expect(await inNode(copy, fast, 'whole')).toEqual(['0', 'cluster']);
  const follow = `cd /var/lib/postgresql; export PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
touch cluster/standby.signal
pg_ctl -D cluster -o '-p 5433 -k /tmp' --wait --log=/tmp/log-copy start > /dev/null
psql -qAtX -h /tmp -p 5433 -c 'SELECT pg_is_in_recovery()' postgres`;
  expect(await inNode(follow)).toEqual(['t']);
}, 60_000);

it("applications' sessions by way of a load balancer are waited for, the cluster's own are not", async () => {
  const serve = `set -e
cd /var/lib/postgresql; export PGDATA=$PWD/cluster PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
initdb --auth=trust > /dev/null
pg_ctl --wait --log=/tmp/log start > /dev/null
python3 -c "$1"`;
  const program = `${LOAD}
import psycopg2, types
def connect(user, name=''):
    session = psycopg2.connect(host='127.0.0.1', user=user, dbname='postgres', application_name=name)
    session.autocommit = True
    return session
patroni = connect('postgres', 'Patroni').cursor()
patroni.execute('CREATE ROLE app LOGIN')
def query(sql, *params, retry):
    patroni.execute(sql, params)
    return patroni.fetchall()
node = types.SimpleNamespace(query=query)
def waits(addresses, user, name=''):
    session = connect(user, name)
    found = prompt.has_sessions(node, addresses)
    session.close()
    while query("SELECT FROM pg_stat_activity WHERE usename = 'app'", retry=False): pass
    return found
own, other = ['127.0.0.1', '127.0.0.9'], ['127.0.0.9']
print(waits(own, 'app'), waits(other, 'app'), waits(own, 'postgres'), waits(own, 'app', 'citus_internal gpid=1'))`;
  const node = await nodes.start('node');
  const { output } = await execInContainer(node, ['sh', '-c', serve, 'sh', program], 'postgres');
  expect(output.trim().split('\n').at(-1)).toBe('True False False False');
}, 60_000);

it('a node that is told of another repository waits for the former one no longer', async () => {
  const configuration = (address: string): string =>
    `[global]
repo1-host=${address}
repo1-host-type=tls
repo1-host-cert-file=/tmp/certificate
repo1-host-key-file=/tmp/key
spool-path=/tmp/spool
lock-path=/tmp/lock
log-path=/tmp/log
[global:archive-push]
archive-async=y
archive-timeout=1
[one]
pg1-path=/tmp/node
`;
  const program = `
import glob, json, os, subprocess, sys, time${LOAD}
former, present = json.loads(sys.argv[1])
prompt.BACKUP_CONFIGURATION = os.environ['PGBACKREST_CONFIG'] = '/tmp/pgbackrest.conf'
def run(command):
    subprocess.run(command, shell=True, capture_output=True)
def write(text):
    with open(prompt.BACKUP_CONFIGURATION, 'w') as file:
        file.write(text)
def pushes():
    processes = prompt.psutil.process_iter(['cmdline'])
    return [one for one in processes if 'archive-push:async' in (one.info['cmdline'] or [])]
def until(condition, limit=15):
    deadline = time.monotonic() + limit
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()
write(former)
server = prompt.BackupServer()
hang_up = server.read_again(lambda *args: None)
run('openssl req -x509 -newkey ed25519 -nodes -subj /CN=x -keyout /tmp/key -out /tmp/certificate')
run('initdb --pgdata=/tmp/node')
(log,) = glob.glob('/tmp/node/pg_wal/0*')
os.close(os.open(f'/tmp/node/pg_wal/archive_status/{os.path.basename(log)}.ready', os.O_CREAT))
run(f'pgbackrest --stanza=one archive-push {log}')
waits = until(lambda: len(pushes()) == 1)
hang_up()
goes_on = not until(lambda: not pushes(), 1)
write(present)
hang_up()
print(waits, goes_on, until(lambda: not pushes()))
`;
  const texts = JSON.stringify(['192.0.2.1', '192.0.2.2'].map(configuration));
  const command = ['python3', '-c', program, texts];
  const { output } = await execInContainer(await nodes.start('node'), command, 'postgres');
  expect(output.trim().split('\n').at(-1)).toBe('True True True');
}, 60_000);
