import { readFileSync } from 'node:fs';
import type Docker from 'dockerode';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { parseClusterConfig, type RawConfig } from '../../topology/config/config';
import type { ClusterPlan } from '../../topology/plan';
import { planCluster } from '../../topology/plan-cluster';
import { firstBootstrap, renderEtcd } from '../../topology/rendering/etcd';
import {
  HAPROXY_CONFIGURATION,
  HAPROXY_SCRIPTS,
  renderHaproxy,
} from '../../topology/rendering/haproxy';
import { KEEPALIVED_CONFIGURATION, renderKeepalived } from '../../topology/rendering/keepalived';
import {
  PATRONI_DIRECTORY,
  renderPatroniBootstrap,
  renderPatroniNode,
} from '../../topology/rendering/patroni';
import {
  PGBOUNCER_CONFIGURATION,
  PGBOUNCER_USERS,
  renderPgbouncer,
  renderPgbouncerUsers,
} from '../../topology/rendering/pgbouncer';
import { awaitCondition } from '../e2e/await-condition';
import { buildImage, IMAGE_LIMIT_MS } from './build-image';
import { ConfiguredContainers } from './configured-containers';

/** The rendered files, judged by the programs that read them, in the images that hold them. */

const PREFIX = `citus-rendering-${process.pid}`;
const DATABASE = `citus-cluster/database:rendering-test`;
const FLOATING = `citus-cluster/floating-address:rendering-test`;
const SERVICES = `citus-cluster/services:rendering-test`;
const TEMPLATE = readFileSync('haproxy/haproxy.cfg', 'utf8');
const PASSWORDS = { superuser: 'yes', replicator: '1e3', rewind: 'a: b', patroniApi: '#x' };

const STACKS = {
  standby: {},
  shards: { workerHa: 'shards', shardReplicationFactor: 2, 'workers.standbys': 0 },
  native: { engine: 'native' },
  single: { engine: 'native', 'workers.count': 0, 'etcd.members': 1 },
} satisfies Record<string, RawConfig>;

const docker = dockerClient();
let containers: ConfiguredContainers;

function plan(raw: RawConfig): ClusterPlan {
  return planCluster(parseClusterConfig('rendering', raw));
}

const exitCode = async (running: Docker.Container, ...command: string[]): Promise<number> =>
  (await execInContainer(running, command)).code;

const startPgbouncer = (cluster: ClusterPlan, configuration = renderPgbouncer(cluster)) =>
  containers.start(
    {
      Image: SERVICES,
      User: 'postgres',
      Cmd: ['pgbouncer', PGBOUNCER_CONFIGURATION],
      HostConfig: { NetworkMode: PREFIX },
    },
    {
      [PGBOUNCER_CONFIGURATION]: configuration,
      [PGBOUNCER_USERS]: renderPgbouncerUsers(cluster, { citus: 'a', monitor: 'b: #"' }),
    },
  );

const checkHaproxy = (configuration: string) =>
  containers.run(
    { Image: SERVICES, User: 'haproxy', Cmd: ['haproxy', '-c', '-f', HAPROXY_CONFIGURATION] },
    {
      [HAPROXY_CONFIGURATION]: configuration,
      ...Object.fromEntries(
        HAPROXY_SCRIPTS.map(({ source, path }) => [path, readFileSync(source, 'utf8')]),
      ),
    },
  );

const checkPatroni = (name: string, node: string, bootstrap: string) =>
  containers.run(
    {
      Image: DATABASE,
      Hostname: name,
      Entrypoint: ['patroni', '--validate-config', PATRONI_DIRECTORY],
      Cmd: [],
      HostConfig: { NetworkMode: PREFIX },
    },
    {
      [`${PATRONI_DIRECTORY}/10-node.yml`]: node,
      [`${PATRONI_DIRECTORY}/20-bootstrap.yml`]: bootstrap,
    },
  );

beforeAll(async () => {
  containers = await ConfiguredContainers.create();
  await buildImage('services', SERVICES);
  await buildImage('database', DATABASE);
  await buildImage('floating-address', FLOATING);
  await docker.createNetwork({ Name: PREFIX });
}, IMAGE_LIMIT_MS);

afterAll(async () => {
  await containers.remove();
  await docker.getNetwork(PREFIX).remove();
  for (const tag of [SERVICES, DATABASE, FLOATING]) await docker.getImage(tag).remove();
});

describe('etcd', () => {
  it('starts on its command and says it is healthy', async () => {
    const cluster = plan(STACKS.single);
    const [member] = cluster.etcd;
    if (member === undefined) throw new Error('no etcd member');
    const running = await containers.start(
      {
        Image: SERVICES,
        User: 'etcd',
        Hostname: member.name,
        Cmd: renderEtcd(cluster, member, firstBootstrap(cluster)),
        HostConfig: { NetworkMode: PREFIX },
        // Patroni's check below looks for all three members of the other stacks.
        NetworkingConfig: {
          EndpointsConfig: { [PREFIX]: { Aliases: ['etcd-1', 'etcd-2', 'etcd-3'] } },
        },
      },
      {},
    );
    const healthy = () => exitCode(running, 'http-ok', String(member.clientPort), '/health');
    expect(await awaitCondition('a healthy etcd', healthy, (code) => code === 0, 30_000)).toBe(0);
    expect(await exitCode(running, 'http-ok', String(member.clientPort), '/nowhere')).not.toBe(0);
  });
});

describe.each(Object.entries(STACKS))('the files of a %s stack', (_, raw) => {
  const cluster = plan(raw);

  it('are valid to HAProxy', async () => {
    const { code, output } = await checkHaproxy(renderHaproxy(cluster, TEMPLATE));
    expect(output).not.toMatch(/WARNING|ALERT/);
    expect(code).toBe(0);
  });

  it('are taken by PgBouncer as they stand, for those alone who know a password', async () => {
    const running = await startPgbouncer(cluster);
    const port = String(cluster.pooler.port.internal);
    const answers = () => exitCode(running, 'postgres-ok', port);
    await awaitCondition('PgBouncer', answers, (code) => code === 0, 30_000);
    expect(await exitCode(running, 'postgres-ok', '1')).not.toBe(0);
    const log = await running.logs({ stdout: true, stderr: true });
    expect(log.toString()).not.toMatch(/WARNING|ERROR|FATAL/);

    const { NetworkSettings } = await running.inspect();
    const host = NetworkSettings.Networks[PREFIX]?.IPAddress ?? '';
    const console = { host, port: Number(port), user: 'monitor', database: 'pgbouncer' };
    const ssl = { rejectUnauthorized: false };
    await expect(new Client({ ...console, ssl, password: 'b' }).connect()).rejects.toThrow(/auth/);
    const client = new Client({ ...console, ssl, password: 'b: #"' });
    await client.connect();
    const { rows } = await client.query<{ key: string; value: string }>('SHOW CONFIG');
    await client.end();
    const taken = Object.fromEntries(rows.map(({ key, value }) => [key, value]));
    const settings = [...renderPgbouncer(cluster).matchAll(/^(\w+) = (.*)$/gm)].slice(1);
    expect(settings.length).toBeGreaterThan(10);
    for (const [, key = '', value] of settings) expect(taken[key], key).toBe(value);
  });

  it.each(cluster.groups.slice(0, 2).map((group) => [group.role, group] as const))(
    'are valid to Patroni on a %s',
    async (_role, group) => {
      const [node] = group.nodes;
      if (node === undefined) throw new Error('no node');
      const result = await checkPatroni(
        node.name,
        renderPatroniNode(cluster, group, node, PASSWORDS),
        renderPatroniBootstrap(cluster, group),
      );
      expect(result).toEqual({ code: 0, output: '' });
    },
  );
});

it.each(['accept', 'verify'] as const)(
  'a load balancer on its way is valid at %s',
  async (stage) => {
    const between = planCluster(parseClusterConfig('rendering', {}), stage);
    const { code, output } = await checkHaproxy(renderHaproxy(between, TEMPLATE));
    expect(output).not.toMatch(/WARNING|ALERT/);
    expect(code).toBe(0);
  },
);

describe('the files of a floating address', () => {
  const hosts = Object.fromEntries(
    [1, 2, 3].map((n) => [`h${n}`, { docker: `tcp://10.0.0.${n}:2376`, address: `10.0.0.${n}` }]),
  );
  const cluster = plan({ hosts, 'network.floatingAddress': '10.0.0.100' });

  const checkKeepalived = (configuration: string) =>
    containers.run(
      {
        Image: FLOATING,
        User: 'nobody',
        Cmd: [
          ...[
            'keepalived',
            '--config-test',
            '--log-console',
            '--use-file',
            KEEPALIVED_CONFIGURATION,
          ],
          ...['--pid', '/tmp/a', '--vrrp_pid', '/tmp/b', '--checkers_pid', '/tmp/c'],
          ...['--bfd_pid', '/tmp/d'],
        ],
        HostConfig: { NetworkMode: PREFIX, CapDrop: ['ALL'], CapAdd: ['NET_ADMIN', 'NET_RAW'] },
      },
      { [KEEPALIVED_CONFIGURATION]: configuration, '/tmp/interface.conf': '$INTERFACE=eth0\n' },
    );

  it('are valid to keepalived, which refuses others', async () => {
    const [first] = cluster.floatingAddress?.containers ?? [];
    if (first === undefined) throw new Error('no host');
    const configuration = renderKeepalived(cluster, first);
    expect(await checkKeepalived(configuration)).toEqual({ code: 0, output: '' });
    const wrong = configuration.replace('advert_int 0.25', 'advert_int fast');
    const { code, output } = await checkKeepalived(wrong);
    expect(code).not.toBe(0);
    expect(output).toContain('fast');
  });

  it('are valid to HAProxy', async () => {
    const [way] = cluster.ingress ?? [];
    const { code, output } = await checkHaproxy(renderHaproxy(cluster, TEMPLATE, way));
    expect(output).not.toMatch(/WARNING|ALERT/);
    expect(code).toBe(0);
  });
});

describe('the checks themselves', () => {
  it('refuse a load balancer with an unknown setting', async () => {
    const { code, output } = await checkHaproxy(
      renderHaproxy(plan({}), TEMPLATE).replace('timeout connect', 'timeout conect'),
    );
    expect(code).not.toBe(0);
    expect(output).toContain('conect');
  });

  it('refuse a pooler with an unknown setting', async () => {
    const cluster = plan({});
    const wrong = renderPgbouncer(cluster).replace('transaction', 'transactoin');
    const stopped = await startPgbouncer(cluster, wrong);
    const { StatusCode } = (await stopped.wait()) as { StatusCode: number };
    expect(StatusCode).not.toBe(0);
    const log = await stopped.logs({ stdout: true, stderr: true });
    expect(log.toString()).toContain('transactoin');
  });

  it('refuse a node without its binaries', async () => {
    const cluster = plan({});
    const [group] = cluster.groups;
    const [node] = group?.nodes ?? [];
    if (group === undefined || node === undefined) throw new Error('no node');
    const configuration = renderPatroniNode(cluster, group, node, PASSWORDS);
    const { code, output } = await checkPatroni(
      node.name,
      configuration.replace(/bin_dir: .*/, 'bin_dir: /nowhere'),
      renderPatroniBootstrap(cluster, group),
    );
    expect(code).not.toBe(0);
    expect(output).toContain('/nowhere');
  });
});
