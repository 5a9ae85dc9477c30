import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { SERVICES_BASE_IMAGE } from '../../topology/plan-cluster';
import { loadImage } from './load-image';
import { rigObstacle } from './obstacle';
import { Rig } from './rig';
import { sshObstacle } from './ssh-server';

/** Beside rigs that somebody has up by hand. */
const PLACE = { name: 'rigssh', subnet: '10.78.0' };

/** What fits in no pipe at once. */
const LONG = 1_000_000;

describe.skipIf((rigObstacle() ?? sshObstacle()) !== undefined)('an engine by SSH', () => {
  let rig: Rig;
  let docker: Docker;

  beforeAll(async () => {
    await Rig.sweep(PLACE.name);
    rig = await Rig.start({ hosts: 1, ...PLACE, ssh: true });
    vi.stubEnv('PATH', rig.ssh.path);
    docker = dockerClient(rig.host('h1').ssh);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await Rig.sweep(PLACE.name);
  });

  it('is the one of that host, and answers many at once though a server lets few log in', async () => {
    const infos = await Promise.all(Array.from({ length: 40 }, () => docker.info()));
    expect(new Set(infos.map((one) => (one as { Name: string }).Name))).toEqual(new Set(['h1']));
  });

  it('takes an image, and has programs talk with it both ways', async () => {
    expect(await loadImage(SERVICES_BASE_IMAGE, dockerClient(), docker)).toBe(true);
    const container = await docker.createContainer({
      Image: SERVICES_BASE_IMAGE,
      Cmd: ['sleep', 'infinity'],
      HostConfig: { NetworkMode: 'host' },
    });
    await container.start();
    const said = ['perl', '-e', `print 'x' x ${LONG}`];
    expect(await execInContainer(container, said)).toEqual({ code: 0, output: 'x'.repeat(LONG) });

    const exec = await container.exec({ Cmd: ['wc', '-c'], AttachStdin: true, AttachStdout: true });
    const stream = await exec.start({ hijack: true, stdin: true });
    stream.end('y'.repeat(LONG));
    const heard = (await stream.toArray()).map(String).join('');
    expect(heard).toContain(String(LONG));
    await container.remove({ force: true });
  });
});
