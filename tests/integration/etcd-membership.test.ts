import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtcdMembership } from '../../running/etcd/etcd-membership';
import { EtcdStore } from '../../running/etcd/etcd-store';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { isVoting } from '../../topology/etcd-membership';
import { parseClusterConfig } from '../../topology/config/config';
import type { ClusterPlan, EtcdMemberPlan } from '../../topology/plan';
import { planCluster } from '../../topology/plan-cluster';
import { ETCD_VOLUME, renderEtcd } from '../../topology/rendering/etcd';
import { awaitCondition } from '../e2e/await-condition';
import { buildImage, IMAGE_LIMIT_MS } from './build-image';

/** The store's members change on real containers, which stand for what Pulumi would make of them. */

const STACK = `etcd-${process.pid}`;
const SERVICES = 'citus-cluster/services:etcd-test';
const ONE = planWith(1);
const THREE = planWith(3);

const docker = dockerClient();
const store = new EtcdStore(THREE, docker);

function planWith(members: number): ClusterPlan {
  // Nobody gives these members certificates.
  return planCluster(parseClusterConfig(STACK, { 'etcd.members': members, 'tls.mode': 'off' }));
}

async function find(name: string): Promise<Docker.ContainerInspectInfo | undefined> {
  try {
    return await docker.getContainer(name).inspect();
  } catch {
    return undefined;
  }
}

/** Makes a member's container; one that stands with the same command stays. */
async function make(plan: ClusterPlan, member: EtcdMemberPlan, command: string[]): Promise<void> {
  const there = await find(member.container);
  if (there?.Config.Cmd.join() === command.join()) return;
  if (there !== undefined) await docker.getContainer(there.Id).remove({ force: true });
  const created = await docker.createContainer({
    name: member.container,
    Hostname: member.name,
    Image: SERVICES,
    User: 'etcd',
    Cmd: command,
    Labels: labels(plan),
    HostConfig: {
      NetworkMode: plan.network,
      Binds: [`${member.volume}:${ETCD_VOLUME}`],
      RestartPolicy: { Name: 'unless-stopped' },
    },
    NetworkingConfig: { EndpointsConfig: { [plan.network]: { Aliases: [member.name] } } },
  });
  await created.start();
}

function labels({ stack }: ClusterPlan): Record<string, string> {
  return { 'citus-cluster.stack': stack, 'citus-cluster.role': 'etcd' };
}

/** A deployment of a plan's members; what is not planned goes at its end, as with Pulumi. */
async function deploy(plan: ClusterPlan): Promise<void> {
  const membership = await EtcdMembership.find(plan, docker, { readOnly: false });
  const isNew = (await store.containers()).length === 0;
  for (const member of plan.etcd) {
    await docker.createVolume({ Name: member.volume });
    const bootstrap = await membership.admit(member);
    await make(plan, member, renderEtcd(plan, member, bootstrap));
    await membership.join(member);
  }
  await membership.complete();
  for (const member of THREE.etcd.slice(plan.etcd.length)) await lose(member);
  if (isNew)
    await awaitCondition('the first members', votes, (n) => n === plan.etcd.length, 30_000);
}

/** Takes a member's container and volume away. */
async function lose({ container, volume }: EtcdMemberPlan): Promise<void> {
  if ((await find(container)) !== undefined) {
    await docker.getContainer(container).remove({ force: true });
    await docker.getVolume(volume).remove();
  }
}

async function members() {
  return store.members().catch(() => []);
}

async function votes(): Promise<number> {
  return (await members()).filter(isVoting).length;
}

async function identities(): Promise<string[]> {
  return (await members()).map(({ id, peerUrl }) => `${id} ${peerUrl}`).sort();
}

function third(): EtcdMemberPlan {
  const [, , member] = THREE.etcd;
  if (member === undefined) throw new Error('no third member');
  return member;
}

/** Calls a member by etcd's JSON gateway. */
async function call<T>(container: string, path: string, body: object): Promise<T> {
  const address = (await find(container))?.NetworkSettings.Networks[THREE.network]?.IPAddress;
  const response = await fetch(`http://${address}:2379/v3/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(3000),
  });
  if (!response.ok) throw new Error(`${container}: ${response.status}`);
  return (await response.json()) as T;
}

const encoded = (text: string): string => Buffer.from(text).toString('base64');

/** Writes keys until it is stopped, and notes every cluster id that any member's container names. */
class Writer {
  readonly clusterIds = new Set<string>();
  acknowledged = 0;
  private stopped = false;
  private readonly end = Promise.all([this.write(), this.watch()]);

  async stop(): Promise<void> {
    this.stopped = true;
    await this.end;
  }

  /** Waits until writes are acknowledged that began after this moment. */
  async goesOn(): Promise<void> {
    const before = this.acknowledged;
    await awaitCondition(
      'writes',
      () => Promise.resolve(this.acknowledged - before),
      (n) => n > 1,
      20_000,
    );
  }

  private async write(): Promise<void> {
    while (!this.stopped) {
      for (const { container } of THREE.etcd) {
        try {
          const key = encoded(`written/${this.acknowledged}`);
          await call(container, 'kv/put', { key, value: key });
          this.acknowledged += 1;
          break;
        } catch {
          // Another member takes it.
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  private async watch(): Promise<void> {
    while (!this.stopped) {
      for (const { container } of THREE.etcd) {
        const status = call<{ header: { cluster_id: string } }>(
          container,
          'maintenance/status',
          {},
        );
        await status.then(
          ({ header }) => this.clusterIds.add(header.cluster_id),
          () => undefined,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

beforeAll(async () => {
  await buildImage('services', SERVICES);
  await docker.createNetwork({ Name: THREE.network });
  await deploy(THREE);
}, IMAGE_LIMIT_MS);

afterAll(async () => {
  for (const member of THREE.etcd) await lose(member);
  await docker.getNetwork(THREE.network).remove();
  await docker.getImage(SERVICES).remove();
});

describe('a store whose members change under writes', () => {
  const writer = new Writer();
  let written = 0;

  afterAll(() => writer.stop());

  it('goes to one member and back to three', async () => {
    const first = await identities();
    await deploy(ONE);
    expect(await identities()).toEqual(first.filter((one) => one.includes('etcd-1')));
    await writer.goesOn();
    await deploy(THREE);
    expect(await votes()).toBe(3);
    await writer.goesOn();
  });

  it('stays as it is by a deployment that changes nothing', async () => {
    const before = [await identities(), (await store.containers()).map(({ id }) => id).sort()];
    await deploy(THREE);
    expect([await identities(), (await store.containers()).map(({ id }) => id).sort()]).toEqual(
      before,
    );
  });

  it('stays as it is by a preview', async () => {
    const before = await identities();
    for (const plan of [ONE, THREE]) {
      const membership = await EtcdMembership.find(plan, docker, { readOnly: true });
      for (const member of plan.etcd) await membership.admit(member);
      await membership.complete();
    }
    expect(await identities()).toEqual(before);
  });

  it('gets a member whose volume was lost back as a new one', async () => {
    const before = await identities();
    await lose(third());
    await deploy(THREE);
    expect(await votes()).toBe(3);
    const after = await identities();
    expect(after.filter((one) => !before.includes(one))).toEqual([
      expect.stringContaining('etcd-3'),
    ]);
  });

  it('takes a member back that was removed and not deleted yet', async () => {
    // Cut off after the removal: Docker starts the removed member again and again.
    const membership = await EtcdMembership.find(ONE, docker, { readOnly: false });
    await membership.complete();
    expect(await votes()).toBe(1);
    await deploy(THREE);
    expect(await votes()).toBe(3);
  });

  it('goes on from a member that was added and never started, in either direction', async () => {
    await deploy(ONE);
    const begin = async (): Promise<void> => {
      const [, second] = THREE.etcd;
      const membership = await EtcdMembership.find(THREE, docker, { readOnly: false });
      if (second !== undefined) await membership.admit(second);
    };
    await begin();
    await writer.goesOn();
    await deploy(ONE);
    expect(await identities()).toHaveLength(1);
    await begin();
    await deploy(THREE);
    expect(await votes()).toBe(3);
  });

  it('was one store at every moment, which kept every write on every member', async () => {
    await writer.stop();
    written = writer.acknowledged;
    expect(writer.clusterIds.size).toBe(1);
    expect(written).toBeGreaterThan(100);
    for (const { container } of THREE.etcd) {
      const { count } = await call<{ count: string }>(container, 'kv/range', {
        key: encoded('written/'),
        range_end: encoded('written0'),
        count_only: true,
      });
      expect(Number(count)).toBe(written);
    }
  });

  it('is left alone where it has no majority', async () => {
    await deploy(ONE);
    const [first] = ONE.etcd;
    if (first === undefined) throw new Error('no member');
    await docker.getContainer(first.container).stop();
    await expect(EtcdMembership.find(THREE, docker, { readOnly: false })).rejects.toThrow(
      'no majority',
    );
    await docker.getContainer(first.container).start();
    await awaitCondition('the member', votes, (count) => count === 1, 30_000);
  });
});
