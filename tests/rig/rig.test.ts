import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { capture } from '../../toolchain/child-process';
import { engineInfo } from '../../toolchain/docker/docker-client';
import { SERVICES_BASE_IMAGE } from '../../topology/plan-cluster';
import { awaitCondition } from '../e2e/await-condition';
import { GREETER, greeting, hears } from './greeter';
import { leftBehind } from './left-behind';
import { rigObstacle } from './obstacle';
import { Rig } from './rig';
import type { RigHost } from './rig-host';

/** Beside rigs that somebody has up by hand. */
const PLACE = { name: 'rigtst', subnet: '10.79.0' };
const COMMAND = join(__dirname, 'rig-command.ts');
const LIMIT_MS = 30_000;

describe.skipIf(rigObstacle() !== undefined)('a rig of two hosts', () => {
  let rig: Rig;
  let h1: RigHost;
  let h2: RigHost;

  beforeAll(async () => {
    await Rig.sweep(PLACE.name);
    rig = await Rig.start({ hosts: 2, ...PLACE });
    [h1, h2] = [rig.host('h1'), rig.host('h2')];
  });
  afterAll(async () => {
    await Rig.sweep(PLACE.name);
  });

  const isUp = async (host: RigHost) => (await engineInfo(host.client())) !== undefined;

  it('has an engine of its own on each, which takes its clients alone', async () => {
    const infos = await Promise.all(
      [h1, h2].map(async (host) => (await host.client().info()) as Record<string, unknown>),
    );
    expect(infos).toMatchObject([
      { Name: 'h1', Containers: 0 },
      { Name: 'h2', Containers: 0 },
    ]);
    expect(infos[0]?.['ID']).not.toBe(infos[1]?.['ID']);
    const ca = readFileSync(join(h1.certificates, 'ca.pem'));
    const stranger = new Docker({ protocol: 'https', host: h1.address, port: 2376, ca });
    await expect(stranger.version()).rejects.toThrow();
  });

  it('runs a container of host mode on one that the other reaches', async () => {
    expect(await h1.load([SERVICES_BASE_IMAGE])).toEqual([SERVICES_BASE_IMAGE]);
    expect(await h1.load([SERVICES_BASE_IMAGE])).toEqual([]);
    const container = await h1.client().createContainer({
      Image: SERVICES_BASE_IMAGE,
      name: 'greeter',
      Cmd: ['perl', '-e', GREETER],
      HostConfig: { NetworkMode: 'host', RestartPolicy: { Name: 'always' } },
    });
    await container.start();
    await awaitCondition('greeter', () => greeting(h2, h1), Boolean, LIMIT_MS);
    expect(await greeting(h2, h1)).toBe('hello from h1');
  });

  it('is parted one way, and from the others alone', async () => {
    await h1.partition({ oneWay: 'in' });
    expect([await hears(h1, h2), await hears(h2, h1)]).toEqual([false, true]);
    expect(await greeting(h2, h1)).toBe('');
    expect(await isUp(h1)).toBe(true);
    await h1.heal();
    expect([await hears(h1, h2), await hears(h2, h1)]).toEqual([true, true]);
  });

  it('swallows where it is a black hole, and refuses where its engine is stopped', async () => {
    await h2.blackhole();
    await expect(h2.client(500).version()).rejects.toThrow(/timeout|hang up/i);
    await h2.heal();
    await h2.stopEngine();
    await expect(h2.client().version()).rejects.toThrow('ECONNREFUSED');
    await h2.start();
    expect(await isUp(h2)).toBe(true);
  });

  it('hangs while it is paused', async () => {
    await h1.pause();
    await expect(h1.client(500).version()).rejects.toThrow(/timeout|hang up/i);
    expect(await greeting(h2, h1)).toBe('');
    await h1.resume();
    expect(await greeting(h2, h1)).toBe('hello from h1');
  });

  it('answers late where its line is slow', async () => {
    const took = async () => {
      const before = performance.now();
      await h1.client().ping();
      return performance.now() - before;
    };
    await h1.slow({ delayMs: 200 });
    // TCP's greeting, TLS's and the question: a round trip each, at least.
    expect(await took()).toBeGreaterThan(600);
    expect(await greeting(h2, h1, 5000)).toBe('hello from h1');
    await h1.fast();
    expect(await took()).toBeLessThan(600);
  });

  it('is silent after a power cut while the others answer, and has its containers back by a boot', async () => {
    await h1.client().getContainer('greeter').pause();
    await h1.kill();
    await expect(h1.client(1000).version()).rejects.toThrow(/timeout|hang up/i);
    expect([await isUp(h2), await greeting(h2, h1)]).toEqual([true, '']);
    await h1.start();
    await awaitCondition('greeter', () => greeting(h2, h1), Boolean, LIMIT_MS);
    expect(await isUp(h1)).toBe(true);
  });

  it('is found by another process, whose end it outlives', async () => {
    expect(Rig.attach(PLACE.name).hosts.map(({ docker }) => docker)).toEqual([
      h1.docker,
      h2.docker,
    ]);
    const { code, stdout } = await capture(process.execPath, [
      ...['--import', 'tsx', COMMAND, 'list', '--name', PLACE.name],
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain(h2.certificates);
    expect(await isUp(h2)).toBe(true);
  });

  it('leaves nothing when it is stopped, whatever state it is in', async () => {
    await h1.slow({ delayMs: 10, lossPercent: 1 });
    await h1.partition();
    await h1.pause();
    await h2.kill();
    expect(await leftBehind(PLACE)).not.toEqual([]);
    await rig.stop();
    expect(await leftBehind(PLACE)).toEqual([]);
  });
});

describe.skipIf(rigObstacle() !== undefined)('a rig whose maker is gone', () => {
  const place = { name: 'rigcut', subnet: PLACE.subnet };
  const folder = join(tmpdir(), `${place.name}-disks`);
  const call = ['--import', 'tsx', COMMAND, 'up', '--hosts', '1', '--name', place.name];
  const args = [...call, '--subnet', place.subnet, '--dir', folder];

  beforeAll(() => Rig.sweep(place.name));
  afterAll(() => Rig.sweep(place.name));

  it('is removed by its guard where that was killed', async () => {
    const maker = spawn(process.execPath, args, { stdio: 'ignore' });
    const ended = once(maker, 'exit');
    const isThere = () => Promise.resolve(existsSync(join(folder, 'h1', 'data')));
    await awaitCondition('engine at work', isThere, Boolean, LIMIT_MS);
    maker.kill('SIGKILL');
    await ended;
    const none = (left: string[]) => left.length === 0;
    await awaitCondition('nothing left', () => leftBehind(place), none, LIMIT_MS);
  });

  it('is told of where no guard was left, and removed by its name', async () => {
    expect((await capture(process.execPath, args)).code).toBe(0);
    await expect(Rig.start({ hosts: 1, ...place, subnet: '10.80.0' })).rejects.toThrow(
      `down --name ${place.name}`,
    );
    await Rig.sweep(place.name);
    expect(await leftBehind(place)).toEqual([]);
  });
});
