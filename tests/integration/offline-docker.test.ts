import Docker from 'dockerode';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { orGone } from '../../toolchain/offline/docker/engine-error';
import { SERVICES_BASE_IMAGE } from '../../topology/plan-cluster';
import { OfflineStack, PLUGINS } from './offline-stack';

const docker = new Docker();
const CONTAINER = 'docker:index/container:Container';
const SECRET = 'sesame-open-the-door';

/** A container that runs until it is told to stop, which it does at once. */
const box = {
  name: 'cc-test-box',
  image: SERVICES_BASE_IMAGE,
  command: ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.1; done'],
  destroyGraceSeconds: 5,
  memory: 64,
  memorySwap: 64,
  uploads: [{ file: '/etc/cc-test/second', content: 'second' }],
  ports: [{ internal: 5432, ip: '127.0.0.1' }],
};
const healthy = { tests: ['CMD', 'test', '-f', '/etc/cc-test/second'], interval: '1s' };
const network = { name: 'cc-test-net' };
const volume = { name: 'cc-test-data', labels: [{ label: 'cc-test', value: 'yes' }] };

/** What a run that was killed has left would fail the next one. */
async function removeRemains(): Promise<void> {
  await orGone(docker.getContainer(box.name).remove({ force: true }));
  await orGone(docker.getVolume(volume.name).remove());
  for (const name of [network.name, 'cc-test-net-2'])
    await orGone(docker.getNetwork(name).remove());
}

async function inspectBox(): Promise<Docker.ContainerInspectInfo> {
  return docker.getContainer('cc-test-box').inspect();
}

async function fileInBox(path: string): Promise<string> {
  const command = ['sh', '-c', `stat -c '%a' ${path}; cat ${path}`];
  return (await execInContainer(docker.getContainer('cc-test-box'), command)).output;
}

describe(`docker resources by the ${PLUGINS} plugins`, () => {
  let stack: OfflineStack;
  const settings = {
    network,
    volume,
    container: { ...box, healthcheck: healthy, wait: true },
    secretEnv: `PASSWORD=${SECRET}`,
    secretUpload: { file: '/etc/cc-test/first', content: SECRET, permissions: '0600' },
  };

  beforeAll(async () => {
    await removeRemains();
    stack = await OfflineStack.open('offline-docker');
    await stack.settings(settings);
  });
  afterAll(async () => {
    await stack.close();
  });

  it('shows what it would make and makes nothing in a preview', async () => {
    expect(await stack.plan()).toEqual({ net: 'create', data: 'create', box: 'create' });
    await expect(inspectBox()).rejects.toThrow(/No such container/);
  });

  it('makes a network, a volume and a healthy container with its files', async () => {
    await stack.mustUp();
    const info = await inspectBox();
    expect(info.State.Health?.Status).toBe('healthy');
    expect(info.HostConfig.Memory).toBe(64 * 1024 * 1024);
    expect(Object.keys(info.NetworkSettings.Networks)).toEqual(['cc-test-net']);
    expect(info.NetworkSettings.Networks['cc-test-net']?.Aliases).toContain('box');
    expect(info.Mounts).toMatchObject([{ Name: 'cc-test-data', Destination: '/data' }]);
    expect(info.Config.Env).toContain(`PASSWORD=${SECRET}`);
    expect(await fileInBox('/etc/cc-test/first')).toBe(`600\n${SECRET}`);
    expect(await fileInBox('/etc/cc-test/second')).toBe('644\nsecond');
  });

  it('gives the program what it reads', async () => {
    const info = await inspectBox();
    const outputs = await stack.outputs();
    expect(outputs).toMatchObject({ containerId: info.Id, containerName: 'cc-test-box' });
    expect(outputs['networkDatas']).toMatchObject([
      {
        networkName: 'cc-test-net',
        ipAddress: info.NetworkSettings.Networks['cc-test-net']?.IPAddress,
      },
    ]);
    const bound = info.NetworkSettings.Ports['5432/tcp']?.[0];
    expect(outputs['ports']).toMatchObject([
      { internal: 5432, ip: '127.0.0.1', external: Number(bound?.HostPort) },
    ]);
  });

  it('keeps secrets out of the state', async () => {
    const state = await stack.exported();
    expect(state).toContain('cc-test-box');
    expect(state).not.toContain(SECRET);
  });

  it('finds nothing to change, refreshed or not', async () => {
    expect(await stack.plan('--expect-no-changes')).toEqual({});
    await stack.refresh();
    expect(await stack.plan('--expect-no-changes')).toEqual({});
  });

  it('changes limits and the restart policy in place', async () => {
    const before = await inspectBox();
    const container = { ...settings.container, memory: 96, memorySwap: 128, restart: 'always' };
    await stack.settings({ ...settings, container });
    expect(await stack.plan()).toEqual({ box: 'update' });
    await stack.mustUp();
    const after = await inspectBox();
    expect(after.Id).toBe(before.Id);
    expect(after.HostConfig.Memory).toBe(96 * 1024 * 1024);
    expect(after.HostConfig.MemorySwap).toBe(128 * 1024 * 1024);
    expect(after.HostConfig.RestartPolicy?.Name).toBe('always');
  });

  it('replaces the container when a file in it changes', async () => {
    const before = await inspectBox();
    const uploads = [{ file: '/etc/cc-test/second', content: 'changed' }];
    await stack.settings({ ...settings, container: { ...settings.container, uploads } });
    expect(await stack.plan()).toEqual({ box: 'replace' });
    await stack.mustUp();
    expect((await inspectBox()).Id).not.toBe(before.Id);
    expect(await fileInBox('/etc/cc-test/second')).toBe('644\nchanged');
  });

  it('leaves a file alone that the program ignores', async () => {
    const before = await inspectBox();
    const uploads = [{ file: '/etc/cc-test/second', content: 'ignored' }];
    const options = { ignoreChanges: ['uploads[1].content'] };
    await stack.settings({ ...settings, options, container: { ...settings.container, uploads } });
    expect(await stack.plan('--expect-no-changes')).toEqual({});
    await stack.mustUp();
    expect((await inspectBox()).Id).toBe(before.Id);
  });

  it('replaces the container before its network', async () => {
    await stack.settings({ ...settings, network: { name: 'cc-test-net-2' } });
    expect(await stack.plan()).toEqual({ net: 'replace', box: 'replace' });
    await stack.mustUp();
    const info = await inspectBox();
    expect(Object.keys(info.NetworkSettings.Networks)).toEqual(['cc-test-net-2']);
    await expect(docker.getNetwork('cc-test-net').inspect()).rejects.toThrow(/no such network/i);
  });

  it('runs a container again that has stopped, once refreshed', async () => {
    await docker.getContainer('cc-test-box').stop({ t: 0 });
    await stack.refresh();
    expect(await stack.plan()).toHaveProperty('box');
    await stack.mustUp();
    expect((await inspectBox()).State.Running).toBe(true);
  });

  it('makes again what has been removed, once refreshed', async () => {
    await docker.getContainer('cc-test-box').remove({ force: true });
    await docker.getVolume('cc-test-data').remove();
    await docker.getNetwork('cc-test-net-2').remove();
    await stack.refresh();
    expect(await stack.plan()).toEqual({ net: 'create', data: 'create', box: 'create' });
    await stack.mustUp();
    expect((await inspectBox()).State.Health?.Status).toBe('healthy');
  });

  it('leaves nothing when destroyed, and lets the container end by itself', async () => {
    const since = Math.floor(Date.now() / 1000);
    await stack.destroy();
    const died = await docker.getEvents({
      since,
      until: Math.ceil(Date.now() / 1000),
      filters: { container: ['cc-test-box'], event: ['die'] },
    });
    let events = '';
    for await (const chunk of died) events += String(chunk);
    expect(JSON.parse(events.trim().split('\n').at(-1) ?? '')).toMatchObject({
      Actor: { Attributes: { exitCode: '0' } },
    });
    await expect(inspectBox()).rejects.toThrow(/No such container/);
    await expect(docker.getVolume('cc-test-data').inspect()).rejects.toThrow(/no such volume/i);
    await expect(docker.getNetwork('cc-test-net-2').inspect()).rejects.toThrow(/no such network/i);
  });
});

describe(`failures of docker resources by the ${PLUGINS} plugins`, () => {
  let stack: OfflineStack;
  beforeAll(async () => {
    stack = await OfflineStack.open('offline-docker');
  });
  afterAll(async () => {
    await stack.close();
  });

  it.runIf(PLUGINS === 'stand-in')('names an input that it does not know', async () => {
    await stack.settings({ container: { ...box, gpus: 'all' } });
    const { code, stdout } = await stack.up();
    expect(code).not.toBe(0);
    expect(stdout).toContain(
      "the stand-in for docker.Container doesn't know the input 'gpus'; leave it out, or use the official plugin",
    );
    await expect(inspectBox()).rejects.toThrow(/No such container/);
  });

  it('keeps an unhealthy container as an error, and replaces it at the next update', async () => {
    const command = ['sh', '-c', 'echo the reason it does not work; sleep 1000'];
    const sick = { tests: ['CMD', 'false'], interval: '1s', retries: 2 };
    const container = { ...box, command, destroyGraceSeconds: 0, wait: true, waitTimeout: 10 };
    const options = { replaceOnChanges: ['#initerror'] };
    await stack.settings({ container: { ...container, healthcheck: sick }, options });
    const { code, stdout } = await stack.up();
    expect(code).not.toBe(0);
    expect(stdout).toContain('container failed to be in healthy state');
    if (PLUGINS === 'stand-in') expect(stdout).toContain('the reason it does not work');
    const first = await inspectBox();
    expect((await stack.resource(CONTAINER)).initErrors).toHaveLength(1);

    expect(await stack.plan()).toEqual({ box: 'replace' });
    await stack.up();
    expect((await inspectBox()).Id).not.toBe(first.Id);

    await stack.settings({
      container: { ...container, healthcheck: { ...healthy, startPeriod: '1s' } },
      options,
    });
    await stack.mustUp();
    expect((await inspectBox()).State.Health?.Status).toBe('healthy');
    expect((await stack.resource(CONTAINER)).initErrors ?? []).toEqual([]);
  });
});

describe(`docker images by the ${PLUGINS} plugins`, () => {
  let stack: OfflineStack;
  const context = mkdtempSync(join(tmpdir(), 'offline-image-'));
  const imageName = 'cc-test-image:1';

  beforeAll(async () => {
    mkdirSync(join(context, 'files'));
    writeFileSync(join(context, 'files/kept'), 'one');
    writeFileSync(join(context, 'files/left-out'), 'one');
    writeFileSync(join(context, '.dockerignore'), 'files/left-out\n');
    writeFileSync(
      join(context, 'Dockerfile'),
      `FROM ${SERVICES_BASE_IMAGE}\nARG GREETING\nCOPY files /files\nRUN echo "$GREETING" > /greeting\n`,
    );
    stack = await OfflineStack.open('offline-docker');
    await stack.settings({
      image: {
        imageName,
        skipPush: true,
        build: {
          context,
          dockerfile: join(context, 'Dockerfile'),
          platform: 'linux/amd64',
          args: { GREETING: 'hello' },
        },
      },
      container: box,
    });
  });
  afterAll(async () => {
    await stack.close();
    await docker.getImage(imageName).remove({ force: true });
  });

  it('builds an image for a container, without what .dockerignore leaves out', async () => {
    await stack.mustUp();
    const { repoDigest } = await stack.outputs();
    expect((await docker.getImage(imageName).inspect()).Id).toBe(repoDigest);
    expect((await inspectBox()).Image).toBe(repoDigest);
    expect(await fileInBox('/greeting')).toBe('644\nhello\n');
    expect(await fileInBox('/files/left-out')).toMatch(/No such file/);
    expect(await stack.plan('--expect-no-changes')).toEqual({});
  });

  it('builds it again when a file of it changes, not when one left out does', async () => {
    writeFileSync(join(context, 'files/left-out'), 'two');
    expect(await stack.plan('--expect-no-changes')).toEqual({});
    const { repoDigest } = await stack.outputs();
    writeFileSync(join(context, 'files/kept'), 'two');
    expect((await stack.plan())['image']).toBe('update');
    await stack.mustUp();
    expect((await stack.outputs())['repoDigest']).not.toBe(repoDigest);
    expect(await fileInBox('/files/kept')).toBe('644\ntwo');
  });
});
