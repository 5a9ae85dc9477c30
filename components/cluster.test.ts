import * as pulumi from '@pulumi/pulumi';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { PASSWORD_NAMES } from '../topology/config/password-names';
import { PGBACKREST_CONFIGURATION } from '../topology/backup/backup-plan';
import { publishedPorts } from '../topology/host-ports';
import { allContainers, allNodes, dataVolumes } from '../topology/plan';
import { certificateVolume } from '../topology/tls/certificate-files';
import {
  CONTAINER,
  container,
  containers,
  ofType,
  type ContainerInputs,
} from './mocked-containers';
import {
  mockedDeployment,
  PASSPHRASE,
  passwordOf,
  type MockedDeployment,
} from './mocked-deployment';
import type { LiveFile } from '../running/live-file';

// Every deployment registers some fifty resources, one call each.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const VOLUME = 'docker:index/volume:Volume';
const COMMAND = 'command:local:Command';

function command(deployment: MockedDeployment, name: string) {
  const found = ofType(deployment, COMMAND).find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`no command ${name}`);
  return found.inputs as { triggers: unknown[]; environment: Record<string, string> };
}

async function isSecret(output: pulumi.Output<unknown>): Promise<boolean> {
  return pulumi.isSecret(output);
}

describe.each([
  ['citus', {}],
  ['shards', { workerHa: 'shards', shardReplicationFactor: 2, 'workers.standbys': 0 }],
  ['native', { engine: 'native', 'ports.coordinators': 6000 }],
  ['single', { engine: 'native', 'workers.count': 0, 'etcd.members': 1 }],
] as const)('the resources of a %s cluster', (_, raw) => {
  let deployment: MockedDeployment;

  beforeAll(async () => {
    deployment = await mockedDeployment({ ...raw, bindAddress: '127.0.0.2' });
  });

  it('are named after their parents', () => {
    const components = deployment.resources.filter(({ custom }) => !custom);
    const orphans = deployment.resources
      .map(({ name }) => name)
      .filter((name) => name !== 'cluster')
      .filter((name) => !components.some((parent) => name.startsWith(`${parent.name}-`)));
    expect(orphans).toEqual([]);
  });

  it('have one container for each that is planned, under its name and alias', () => {
    const made = containers(deployment).map(({ name, hostname, networksAdvanced }) => ({
      name,
      hostname,
      networksAdvanced,
    }));
    const planned = allContainers(deployment.plan).map(({ name, container }) => ({
      name: container,
      hostname: name,
      networksAdvanced: [{ name: 'citus-test', aliases: [name] }],
    }));
    expect(made).toHaveLength(planned.length);
    expect(made).toEqual(expect.arrayContaining(planned));
  });

  it('publish the planned ports and no other, on the configured address', () => {
    const made = containers(deployment).flatMap(({ ports = [] }) => ports);
    const planned = publishedPorts(deployment.plan).map(({ external }) => external);
    expect(made.map(({ external }) => external).sort()).toEqual([...planned].sort());
    expect(new Set(made.map(({ ip }) => ip))).toEqual(new Set(['127.0.0.2']));
  });

  it('keep the data of every node and member in a named volume', () => {
    const volumes = ofType(deployment, VOLUME).map(({ inputs }) => inputs['name']);
    const { etcd, backup } = deployment.plan;
    const planned = [...etcd, ...allNodes(deployment.plan), ...(backup?.repositories ?? [])];
    const certificates = allContainers(deployment.plan).map(certificateVolume);
    expect(volumes.sort()).toEqual([...dataVolumes(deployment.plan), ...certificates].sort());
    for (const { name, volume } of planned) {
      expect(container(deployment, name).volumes).toMatchObject([
        { volumeName: volume },
        { volumeName: `${container(deployment, name).name}-certificates` },
      ]);
    }
    for (const { name } of allNodes(deployment.plan)) {
      expect(container(deployment, name).volumes?.[0]?.containerPath).toBe('/var/lib/postgresql');
    }
  });

  it('reap zombies, restart, stop gently, and do not swap', () => {
    for (const inputs of containers(deployment)) {
      expect(inputs).toMatchObject({ init: true, restart: 'unless-stopped' });
      expect(inputs.destroyGraceSeconds).toBeGreaterThan(0);
      expect(inputs.memorySwap).toBe(inputs.memory);
    }
  });

  it('have health checks whose durations stand as Go prints them', () => {
    for (const { healthcheck } of containers(deployment)) {
      expect(healthcheck.tests.slice(0, 2)).toEqual(['CMD', 'stays-ok']);
      expect(['http-ok', 'postgres-ok']).toContain(healthcheck.tests[2]);
      const { interval, timeout, startPeriod } = healthcheck;
      for (const duration of [interval, timeout, startPeriod]) {
        expect(duration).toMatch(/^(\d+m)?[1-5]?\ds$/);
      }
    }
  });

  it('carry labels that tell stack, role and group', () => {
    const labels = container(deployment, 'coordinator-a').labels;
    expect(Object.fromEntries(labels.map(({ label, value }) => [label, value]))).toEqual({
      'citus-cluster.stack': 'test',
      'citus-cluster.role': 'coordinator',
      'citus-cluster.group': '0',
    });
  });

  it('hold passwords as secrets alone, and none in the environment of a container', () => {
    for (const { name, openText } of deployment.resources) {
      for (const password of [...PASSWORD_NAMES.map(passwordOf), PASSPHRASE]) {
        expect(openText, `inputs of ${name}`).not.toContain(password);
      }
    }
    for (const { inputs } of ofType(deployment, CONTAINER)) {
      for (const text of (inputs['envs'] ?? []) as string[]) expect(text).toMatch(/^ETCDCTL_/);
    }
  });
});

describe('Cluster', () => {
  it('gives a node its own passwords and the manager all of them', async () => {
    const deployment = await mockedDeployment();
    const [node, bootstrap] = container(deployment, 'worker-1-a').uploads;
    expect(node?.content).toContain(passwordOf('replicator'));
    expect(node?.content).not.toContain(passwordOf('citus'));
    expect(bootstrap?.file).toBe('/etc/patroni/20-bootstrap.yml');
    const secrets = container(deployment, 'manager').uploads.find(
      ({ file }) => file === '/etc/manager/secrets.json',
    );
    expect(JSON.parse(secrets?.content ?? '')).toEqual(
      Object.fromEntries(PASSWORD_NAMES.map((name) => [name, passwordOf(name)])),
    );
  });

  it('gives repositories alone what opens them, and makes the manager after them', async () => {
    const deployment = await mockedDeployment({ 'backup.repo2': { type: 'volume' } });
    const holders = containers(deployment).filter((inputs) =>
      JSON.stringify(inputs).includes(PASSPHRASE),
    );
    expect(holders.map(({ hostname }) => hostname).sort()).toEqual(['backup', 'backup-2']);
    const [first] = holders;
    expect(first?.volumes?.[0]?.containerPath).toBe('/var/lib/pgbackrest');
    const names = deployment.resources.map(({ name }) => name);
    expect(names.indexOf('cluster-backup-2-container')).toBeLessThan(
      names.indexOf('cluster-manager-container'),
    );
  });

  it('gives the pooler no password, and stops it without cutting transactions off', async () => {
    const pooler = container(await mockedDeployment(), 'pooler');
    const users = pooler.uploads.find(({ file }) => file === '/etc/pgbouncer/userlist.txt');
    expect(users?.content).toMatch(
      /^"citus" "SCRAM-SHA-256\$.*"\n"monitor" "SCRAM-SHA-256\$.*"\n$/,
    );
    for (const password of PASSWORD_NAMES.map(passwordOf)) {
      expect(JSON.stringify(pooler)).not.toContain(password);
    }
    expect(pooler.stopSignal).toBe('SIGINT');
  });

  it('renews what nodes and the pooler read while they run, in the containers themselves', async () => {
    const renewed = new Map<string, LiveFile[]>();
    const deployment = await mockedDeployment({}, undefined, (container, file) => {
      renewed.set(container, [...(renewed.get(container) ?? []), file]);
      return Promise.resolve();
    });
    const holders = [...allNodes(deployment.plan), deployment.plan.pooler].map(({ name }) => name);
    const containerOf = ({ inputs }: { inputs: object }) =>
      String((inputs as { name?: string }).name);
    const kept = ofType(deployment, CONTAINER).filter((one) => renewed.has(containerOf(one)));
    expect(kept.map(({ inputs }) => inputs['hostname']).sort()).toEqual(holders.sort());
    for (const one of kept) {
      const { uploads } = one.inputs as unknown as ContainerInputs;
      for (const { signal, ...upload } of renewed.get(containerOf(one)) ?? []) {
        expect(signal).toBe('HUP');
        // How a node archives is no secret; what else there is, is for root and one group alone.
        const isOpen = upload.file === PGBACKREST_CONFIGURATION;
        const owner = isOpen ? {} : { group: '7000', permissions: '0640' };
        expect(uploads).toContainEqual(expect.objectContaining({ ...upload, ...owner }));
      }
    }
    const archiving = [...renewed.values()]
      .flat()
      .filter((one) => one.file === PGBACKREST_CONFIGURATION);
    expect(archiving).toHaveLength(allNodes(deployment.plan).length);
  });

  it('gives no container a right, and none root', async () => {
    const deployment = await mockedDeployment();
    for (const { inputs } of ofType(deployment, CONTAINER)) {
      expect(inputs).toMatchObject({
        capabilities: { drops: ['ALL'] },
        securityOpts: ['no-new-privileges:true'],
        user: expect.stringMatching(/^(?!root$)./) as string,
      });
      // Docker puts no file on a read-only root.
      expect('readOnly' in inputs).toBe(!('uploads' in inputs));
    }
  });

  it('runs images by their ids', async () => {
    const deployment = await mockedDeployment();
    expect(container(deployment, 'worker-1-a').image).toBe('id of cluster-images-database');
    expect(container(deployment, 'etcd-1').image).toBe('id of cluster-images-services');
  });

  it('exports connections as secrets', async () => {
    const { connections } = await mockedDeployment({ 'ports.write': 6432 });
    expect(await isSecret(connections.application)).toBe(true);
    expect(await isSecret(connections.monitor)).toBe(true);
    const write = await new Promise((resolve) => {
      connections.application.apply((uris) => {
        resolve(uris.write);
      });
    });
    expect(write).toBe(
      'postgresql://citus:password-of-citus@127.0.0.1:6432/citus?sslmode=verify-full',
    );
  });

  it('loads again when the data set changes, and then leaves the schema as it is', async () => {
    const small = await mockedDeployment({ 'dataset.rows': 1000 });
    const large = await mockedDeployment({ 'dataset.rows': 2000 });
    const triggers = (deployment: MockedDeployment, part: string) =>
      command(deployment, `cluster-post-deploy-${part}`).triggers;
    expect(triggers(large, 'dataset')).not.toEqual(triggers(small, 'dataset'));
    expect(triggers(large, 'schema')).toEqual(triggers(small, 'schema'));
  });
});
