import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { awaitCondition } from '../e2e/await-condition';
import { buildImage, IMAGE_LIMIT_MS } from './build-image';

/** Patroni as the database image starts it: what is changed in it, and how it finds its peers. */

const PREFIX = `citus-prompt-${process.pid}`;
const IMAGE = 'citus-cluster/database:prompt-test';
const SERVICES = 'citus-cluster/services:prompt-test';

const LOAD = `
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
loader = SourceFileLoader('prompt', '/usr/local/bin/patroni-prompt')
prompt = module_from_spec(spec_from_loader('prompt', loader))
loader.exec_module(prompt)
`;

/** A Patroni that has three of the things in another form. */
const OTHER_PATRONI = `
import patroni.postgresql, patroni.ha, patroni.request, patroni.dcs.etcd
del patroni.postgresql.Postgresql._before_stop
own = patroni.dcs.etcd.DnsCachingResolver.resolve = lambda self, address: []
patroni.ha.time = None
`;

/** Looks a peer up the way that Patroni does, and again for each line that it is given. */
const LOOK_UP = `
import sys${LOAD}from patroni.dcs.etcd import DnsCachingResolver
resolver = DnsCachingResolver()
for line in sys.stdin:
    print('found', *[item[4][0] for item in resolver.resolve('peer', 8008)], flush=True)
`;

const docker = dockerClient();
const made: Docker.Container[] = [];

async function idle(
  alias: string,
  image = IMAGE,
  command = ['sleep', 'infinity'],
): Promise<Docker.Container> {
  const created = await docker.createContainer({
    Image: image,
    Entrypoint: command,
    HostConfig: { NetworkMode: PREFIX },
    NetworkingConfig: { EndpointsConfig: { [PREFIX]: { Aliases: [alias] } } },
  });
  made.push(created);
  await created.start();
  return created;
}

async function addressOf(container: Docker.Container): Promise<string | undefined> {
  const { NetworkSettings } = await container.inspect();
  return NetworkSettings.Networks[PREFIX]?.IPAddress;
}

/** @returns asks for the peer's addresses, as Patroni on a node sees them now */
async function startLookUps(node: Docker.Container): Promise<() => Promise<string[]>> {
  const exec = await node.exec({
    ...{ Cmd: ['python3', '-c', LOOK_UP], AttachStdin: true, AttachStdout: true },
    ...{ AttachStderr: true },
  });
  const stream: Duplex = await exec.start({ hijack: true, stdin: true });
  let output = '';
  stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const answers = () => [...output.matchAll(/found([\d. ]*)\n/g)].map(([, text = '']) => text);
  return async () => {
    const had = answers().length;
    stream.write('\n');
    const got = await awaitCondition(
      'an answer',
      () => Promise.resolve(answers()),
      (all) => all.length > had,
      20_000,
    ).catch((error: unknown) => {
      throw new Error(output, { cause: error });
    });
    return got.at(-1)?.split(' ').filter(Boolean) ?? [];
  };
}

beforeAll(async () => {
  await Promise.all([buildImage('database', IMAGE), buildImage('services', SERVICES)]);
  await docker.createNetwork({ Name: PREFIX });
}, IMAGE_LIMIT_MS);

afterEach(async () => {
  for (const each of made.splice(0)) await each.remove({ force: true, v: true });
});

afterAll(async () => {
  await docker.getNetwork(PREFIX).remove();
  for (const image of [IMAGE, SERVICES]) await docker.getImage(image).remove();
});

it('everything that is changed is there in the version that the image has', async () => {
  const program = `${LOAD}
import patroni.postgresql
print(patroni.postgresql.STOP_POLLING_INTERVAL, patroni.postgresql.polling_loop.__name__)`;
  const result = await execInContainer(await idle('node'), ['python3', '-c', program]);
  expect(result).toEqual({ code: 0, output: '0.05 look_often\n' });
});

it('a Patroni that has it in another form keeps its own, and says so', async () => {
  const program = `${OTHER_PATRONI}${LOAD}
print('kept', patroni.dcs.etcd.DnsCachingResolver.resolve is own, patroni.ha.time)`;
  const { output } = await execInContainer(await idle('node'), ['python3', '-c', program]);
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
  const node = await idle('node');
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
  const node = await idle('node');
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
import os, subprocess, types
def rewind(self, conn_kwargs):
    subprocess.run(['pg_rewind', '-D', 'cluster', '--source-server', 'host=/tmp port=5433 dbname=postgres'], check=True)
    # As it does with a file that is gone where it is to be copied.
    ${meanwhile}
    return True
lines = subprocess.run('pg_controldata', stdout=subprocess.PIPE, text=True).stdout.splitlines()
data = {key: value.strip() for key, value in (line.split(':', 1) for line in lines)}
server = types.SimpleNamespace(data_dir='/var/lib/postgresql/cluster', controldata=lambda: data)
print(prompt.miss_no_log(rewind)(types.SimpleNamespace(_postgresql=server), {}))`;
  const node = await idle('node');
  const inNode = async (script: string, program = '') =>
    (await execInContainer(node, ['bash', '-c', script, 'bash', program], 'postgres')).output;
  await inNode(divide);
  const run = `export PGDATA=/var/lib/postgresql/cluster PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
cd /var/lib/postgresql; rm -rf cluster; cp -a former cluster
python3 -c "$1" 2>&1 | tail -2`;
  expect(await inNode(run, rewind('pass'))).toMatch(/^True\n$/m);
  const removing = "os.remove('cluster/pg_wal/000000010000000000000003')";
  expect(await inNode(run, rewind(removing))).toBe(
    'patroni-prompt: rewound without 000000010000000000000003, which it begins with\nFalse\n',
  );
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
  const node = await idle('node');
  const { output } = await execInContainer(node, ['sh', '-c', serve, 'sh', program], 'postgres');
  expect(output.trim().split('\n').at(-1)).toBe('True False False False');
}, 60_000);

it("a node goes back to its own host's member of etcd once that one serves again", async () => {
  const program = `${LOAD}
import http.server, threading, urllib3, patroni.dcs.etcd
serves = {1: False, 2: True}
class Member(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if serves[self.server.server_port - 9000] else 503)
        self.end_headers()
for number in serves:
    server = http.server.HTTPServer(('127.0.0.1', 9000 + number), Member)
    threading.Thread(target=server.serve_forever, daemon=True).start()
class Client(patroni.dcs.etcd.EtcdClient):
    def __init__(self):
        self.http = urllib3.PoolManager()
        self._use_proxies = True
        self._update_machines_cache = False
        self._machines_cache = ['http://127.0.0.1:9001', 'http://127.0.0.1:9002']
        self._base_uri = self._machines_cache[1]
    def __del__(self): pass
    def _prepare_common_parameters(self, *_): return {}
    def _prepare_request(self, *_): return None
    def _do_http_request(self, retry, machines, *_, **__): return machines[0]
client = Client()
def ask():
    client.home_asked_at = -9
    return client.api_execute('/key', 'GET')
print(ask(), serves.update({1: True}), ask(), flush=True)`;
  const { output } = await execInContainer(await idle('node'), ['python3', '-c', program]);
  expect(output.trim().split('\n').at(-1)).toBe('http://127.0.0.1:9002 None http://127.0.0.1:9001');
});

it('a node whose own member of etcd fails does not wait for one that is silent', async () => {
  const program = `${LOAD}
import http.server, socket, threading, time, urllib3, patroni.dcs.etcd
class Member(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
server = http.server.HTTPServer(('127.0.0.1', 9012), Member)
threading.Thread(target=server.serve_forever, daemon=True).start()
silent = socket.create_server(('127.0.0.1', 9011))
class Client(patroni.dcs.etcd.EtcdClient):
    def __init__(self):
        self.http = urllib3.PoolManager()
        self._use_proxies = True
        self._machines_cache = [f'http://127.0.0.1:{port}' for port in (9010, 9011, 9012)]
        self._base_uri = self._machines_cache[0]
    def __del__(self): pass
    def _refresh_machines_cache(self): pass
    def _handle_server_response(self, response): return response.status
client = Client()
began = time.monotonic()
ask = lambda method, url: client.http.request(method, url, timeout=5, retries=0)
answer = client._do_http_request(True, client._machines_cache, ask, 'GET', '/key')
print(answer, client._base_uri, time.monotonic() - began < 2, flush=True)`;
  const { output } = await execInContainer(await idle('node'), ['python3', '-c', program]);
  expect(output.trim().split('\n').at(-1)).toBe('200 http://127.0.0.1:9012 True');
});

it('a node speaks to a store whose members have not all been heard yet', async () => {
  const members = ['store-1', 'store-2', 'store-3'];
  const cluster = members.map((name) => `${name}=http://${name}:2380`).join();
  for (const name of members.slice(1)) {
    const listens = (port: number): string => `http://0.0.0.0:${port}`;
    const command = ['etcd', `--name=${name}`, '--data-dir=/tmp/data'].concat(
      [`--listen-client-urls=${listens(2379)}`, `--advertise-client-urls=http://${name}:2379`],
      [`--listen-peer-urls=${listens(2380)}`, `--initial-advertise-peer-urls=http://${name}:2380`],
      [`--initial-cluster=${cluster}`],
    );
    await idle(name, SERVICES, command);
  }
  const node = await idle('node');
  const python = (program: string): ReturnType<typeof execInContainer> =>
    execInContainer(node, ['python3', '-c', program]);
  const version = `import urllib.request
print(urllib.request.urlopen('http://store-3:2379/version').read().decode())`;
  const { output } = await awaitCondition(
    'a leader of the store',
    () => python(version),
    (answer) => answer.output.includes('"etcdcluster":"3.'),
    30_000,
  );
  expect(output).toContain('"etcdcluster":"3.0.0"');

  const ask = (prelude: string): ReturnType<typeof execInContainer> =>
    python(`${prelude}
from patroni.dcs.etcd import DnsCachingResolver
from patroni.dcs.etcd3 import Etcd3Client
config = {'use_proxies': True, 'hosts': ['http://store-3:2379'], 'retry_timeout': 10}
client = Etcd3Client(config, DnsCachingResolver())
client.authenticate()
client.call_rpc('/kv/put', {'key': 'a2V5', 'value': 'dmFsdWU='})
print(client.call_rpc('/kv/range', {'key': 'a2V5'})['count'])`);
  expect((await ask('')).code).not.toBe(0);
  expect((await ask(LOAD)).output.trim().split('\n').at(-1)).toBe('1');
}, 60_000);

it('a node finds a peer whose address another container has got', async () => {
  const node = await idle('node');
  const peer = await idle('peer');
  const before = await addressOf(peer);
  const lookUp = await startLookUps(node);
  expect(await lookUp()).toEqual([before]);

  await peer.stop({ t: 0 });
  expect(await lookUp()).toEqual([]);
  const other = await idle('other');
  expect(await addressOf(other)).toBe(before);
  await peer.start();
  const after = await addressOf(peer);
  expect(after).not.toBe(before);
  expect(await lookUp()).toEqual([after]);
}, 60_000);

it('a node keeps the address of a peer while nobody answers where that is', async () => {
  const node = await idle('asker');
  const peer = await idle('peer');
  const lookUp = await startLookUps(node);
  const address = await addressOf(peer);
  expect(await lookUp()).toEqual([address]);

  // Packets to that address go nowhere (RFC 5737).
  const mute = 'echo nameserver 192.0.2.1 > /etc/resolv.conf';
  await execInContainer(node, ['sh', '-c', mute], 'root');
  const time = async (work: () => Promise<unknown>): Promise<number> => {
    const asked = performance.now();
    await work();
    return performance.now() - asked;
  };
  const ms = await time(async () => {
    expect(await lookUp()).toEqual([address]);
  });
  // A failover waits for it, so it must not wait for the resolver, which asks again for 10 s.
  const resolver = await time(() => execInContainer(node, ['getent', 'hosts', 'peer']));
  expect(ms).toBeLessThan(resolver / 4);
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
  const { output } = await execInContainer(await idle('node'), command, 'postgres');
  expect(output.trim().split('\n').at(-1)).toBe('True True True');
}, 60_000);
