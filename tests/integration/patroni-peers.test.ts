import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { expect, it } from 'vitest';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { awaitCondition } from '../e2e/await-condition';
import { LOAD, PatroniNodes } from './patroni-nodes';

/** How Patroni, as the database image starts it, finds its peers and the members of its store. */

/** Looks a peer up the way that Patroni does, and again for each line that it is given. */
const LOOK_UP = `
import sys${LOAD}from patroni.dcs.etcd import DnsCachingResolver
resolver = DnsCachingResolver()
for line in sys.stdin:
    print('found', *[item[4][0] for item in resolver.resolve('peer', 8008)], flush=True)
`;

const nodes = PatroniNodes.forTests('peers', ['database', 'services']);

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

it("a node goes back to its own host's member of etcd once that one serves again", async () => {
  const program = `${LOAD}
import http.server, threading, urllib3, patroni.dcs.etcd
serves = {1: False, 2: True}
class Member(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass
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
  const { output } = await execInContainer(await nodes.start('node'), ['python3', '-c', program]);
  expect(output.trim().split('\n').at(-1)).toBe('http://127.0.0.1:9002 None http://127.0.0.1:9001');
});

it('a node whose own member of etcd fails does not wait for one that is silent', async () => {
  const program = `${LOAD}
import http.server, socket, threading, time, urllib3, patroni.dcs.etcd
class Member(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass
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
  const { output } = await execInContainer(await nodes.start('node'), ['python3', '-c', program]);
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
    await nodes.start(name, 'services', command);
  }
  const node = await nodes.start('node');
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
  const node = await nodes.start('node');
  const peer = await nodes.start('peer');
  const before = await nodes.addressOf(peer);
  const lookUp = await startLookUps(node);
  expect(await lookUp()).toEqual([before]);

  await peer.stop({ t: 0 });
  expect(await lookUp()).toEqual([]);
  const other = await nodes.start('other');
  expect(await nodes.addressOf(other)).toBe(before);
  await peer.start();
  const after = await nodes.addressOf(peer);
  expect(after).not.toBe(before);
  expect(await lookUp()).toEqual([after]);
}, 60_000);

it('a node keeps the address of a peer while nobody answers where that is', async () => {
  const node = await nodes.start('asker');
  const peer = await nodes.start('peer');
  const lookUp = await startLookUps(node);
  const address = await nodes.addressOf(peer);
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
