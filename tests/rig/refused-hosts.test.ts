import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { copyStack, dropStack, npmRun, type Overrides } from '../e2e/project';
import { disguise } from './disguise';
import { rigObstacle } from './obstacle';
import { Rig } from './rig';
import type { RigHost } from './rig-host';
import { sshObstacle } from './ssh-server';

/** Beside rigs that somebody has up by hand. */
const PLACE = { name: 'rigref', subnet: '10.83.0' };
const STACK = 'test-refused';

/** A host is refused within this time, ms: within seconds, but on a machine that is busy with other things. */
const LIMIT_MS = 120_000;

/** Listens until somebody connects. */
const LISTENER = `
require('net').createServer(() => process.exit()).listen(20000, () => console.log('listens'));`;

const noSsh = sshObstacle() !== undefined;

describe.skipIf(rigObstacle() !== undefined)('a host on which nothing is to be made', () => {
  let rig: Rig;
  let h2: RigHost;
  let before: unknown;

  beforeAll(async () => {
    await Rig.sweep(PLACE.name);
    rig = await Rig.start({ hosts: 3, ...PLACE, ssh: !noSsh });
    h2 = rig.host('h2');
    before = await contents();
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  afterAll(async () => {
    dropStack(STACK);
    await Rig.sweep(PLACE.name);
  });

  /** What the engines have. */
  async function contents(): Promise<unknown> {
    const each = rig.hosts.map(async ({ console: docker }) => [
      (await docker.listContainers({ all: true })).map(({ Id }) => Id),
      (await docker.listImages()).map(({ Id }) => Id),
      (await docker.listVolumes()).Volumes.map(({ Name }) => Name),
    ]);
    return Promise.all(each);
  }

  /** What `npm run up` says of hosts of which one is configured otherwise, without having made anything. */
  async function refusal(changes: Overrides): Promise<string> {
    const hosts = rig.hosts.map(({ name, docker, certificates, address }) => [
      ...[name, { docker, certificates, address }],
    ]);
    copyStack('native', STACK, { hosts: Object.fromEntries(hosts) as unknown, ...changes });
    const { code, stderr } = await npmRun('up', '--stack', STACK, '--yes');
    expect(code).toBe(1);
    expect(await contents()).toEqual(before);
    const [error, ...others] = stderr.split('\n').filter((line) => line.startsWith('error'));
    expect(others).toEqual([]);
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(error);
    return error ?? '';
  }

  it.each([
    [
      'whose clock is another',
      () => ({ SystemTime: new Date(Date.now() + 2500).toISOString() }),
      /the clocks of hosts h[13] and h2 are 2\.\d s apart; have all hosts follow a time server/,
    ],
    [
      'whose engine is old',
      () => ({ ServerVersion: '19.03.15' }),
      /the engine of host h2 is Docker 19\.03\.15; use 20\.10 or a later one/,
    ],
    [
      'of another architecture',
      () => ({ Architecture: 'riscv64' }),
      /host h2 is of architecture riscv64, and images are built for \w+; use hosts of one/,
    ],
  ])(
    'is one %s',
    async (_, changes, words) => {
      const relay = await disguise(h2, changes);
      try {
        const { docker } = relay;
        const host = { docker, address: h2.address };
        expect(await refusal({ 'hosts.h2': host })).toMatch(words);
      } finally {
        relay.close();
      }
    },
    LIMIT_MS,
  );

  it(
    'has a port that another program listens at',
    async () => {
      let told = Promise.resolve('');
      await h2.run([process.execPath, '-e', LISTENER], {
        onLine: () => (told = refusal({})),
      });
      expect(await told).toMatch(
        /port 20000 of host h2 \(config network\.basePort\) is taken, and etcd-h2 is to listen/,
      );
    },
    LIMIT_MS,
  );

  it(
    'has an engine that has another name already',
    async () => {
      const twin = { docker: h2.consoleAddress, address: rig.host('h3').address };
      expect(await refusal({ 'hosts.h3': twin })).toMatch(
        /config hosts\.h2\.docker and hosts\.h3\.docker lead to one engine/,
      );
    },
    LIMIT_MS,
  );

  describe.skipIf(noSsh)('by SSH', () => {
    it.each([
      ['that is not known', { knownHosts: 'nobody' }, 'Host key verification failed'],
      ['that asks for the passphrase of a key', { key: 'locked-key' }, 'Permission denied'],
      ['that takes a password alone', { key: 'no-key' }, 'Permission denied'],
    ])(
      'is one %s',
      async (_, client, reason) => {
        vi.stubEnv('PATH', rig.ssh.path);
        rig.ssh.configure(client);
        const error = await refusal({ 'hosts.h2': { docker: h2.ssh, address: h2.address } });
        expect(error).toContain(`the engine of host h2 does not answer: `);
        expect(error).toContain(reason);
        expect(error).toContain(`\`ssh -o BatchMode=yes root@${h2.address} docker version\``);
      },
      LIMIT_MS,
    );
  });
});
