import { createServer, type AddressInfo } from 'node:net';
import Docker from 'dockerode';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { copyStack, dropStack, npmRun, type Overrides } from '../e2e/project';

/** A stack that is never brought up. */
const STACK = 'test-refused';
const ON_STACK = ['--stack', STACK];
const PORTS = {
  write: 27432,
  read: 27433,
  anyNode: 27434,
  pooled: 27435,
  stats: 27700,
  manager: 27701,
};

async function containersOfStack(): Promise<string[]> {
  const containers = await new Docker().listContainers({ all: true });
  return containers.flatMap(({ Names }) => Names).filter((name) => name.includes(STACK));
}

/** The error lines of a command that must fail with exit code 1 and make nothing. */
async function refusal(script: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await npmRun(script, ...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(await containersOfStack()).toEqual([]);
  const errors = stderr.split('\n').filter((line) => line.startsWith('error: '));
  expect(errors).toHaveLength(1);
  expect(stderr).not.toMatch(/^\s+at /m);
  return errors[0] ?? '';
}

const configured = (overrides: Overrides): void => {
  copyStack('native', STACK, { ports: { ...PORTS }, ...overrides });
};

beforeEach(() => {
  configured({});
});

afterAll(() => {
  dropStack(STACK);
});

describe('a bad configuration', () => {
  it.each<[string, Overrides, RegExp]>([
    ['unknown engine', { engine: 'mysql' }, /engine is "mysql"; allowed: "citus" or "native"/],
    ['unknown key', { 'workers.cuont': 3 }, /"workers.cuont" is unknown/],
    [
      'a base image that does not exist',
      { baseImage: 'citus-cluster/no-such-image:1' },
      /base image citus-cluster\/no-such-image:1 of stack "test-refused" .* can't be pulled/,
    ],
  ])('%s', async (_, overrides, message) => {
    configured(overrides);
    expect(await refusal('up', ...ON_STACK)).toMatch(message);
  });

  it('is refused by preview and down too', async () => {
    configured({ engine: 'mysql' });
    expect(await refusal('preview', ...ON_STACK)).toMatch(/engine is "mysql"/);
    expect(await refusal('down', ...ON_STACK, '--yes')).toMatch(/engine is "mysql"/);
  });

  it('a stack without a file', async () => {
    expect(await refusal('up', '--stack', 'test-nowhere')).toMatch(
      /stack "test-nowhere" has no Pulumi.test-nowhere.yaml; stacks here: dev, native, shared, single/,
    );
  });
});

describe('a machine that is not ready', () => {
  it('names the port that is taken, and how to find who has it', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    configured({ 'ports.stats': port });
    try {
      expect(await refusal('up', ...ON_STACK)).toContain(
        `port ${port} (config ports.stats) is taken by a process of this host (\`ss -ltnp sport = :${port}\` tells which)`,
      );
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('says that no Docker engine answers', async () => {
    const before = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = 'unix:///nonexistent/docker.sock';
    try {
      const { code, stderr } = await npmRun('up', ...ON_STACK);
      expect(code).toBe(1);
      expect(stderr).toContain(
        'error: no Docker engine answers at unix:///nonexistent/docker.sock; ',
      );
    } finally {
      if (before === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = before;
    }
  });
});

describe('a stack that is not up', () => {
  it.each(['status', 'connection', 'bench:read', 'load', 'psql'])('%s', async (script) => {
    expect(await refusal(script, ...ON_STACK)).toBe(
      `error: stack "${STACK}" is not up; bring it up with \`npm run up -- --stack ${STACK}\``,
    );
  });

  it('comes down without complaint', async () => {
    const { code } = await npmRun('down', ...ON_STACK, '--yes');
    expect(code).toBe(0);
  });

  it.each<[string, string, RegExp]>([
    ['an empty one', '', /config passwords\.citus is empty; set it, or leave it out/],
    [
      'one that clients read in different ways',
      '\u{1F600}\u00A0a',
      /passwords\.citus has characters/,
    ],
  ])('is refused by a plain pulumi up with %s as a password', async (_, citus, message) => {
    configured({ passwords: { citus } });
    await npmRun('pulumi', 'stack', 'select', '--create', STACK);
    const { code, stdout } = await npmRun('pulumi', 'up', '--yes', '--skip-preview', ...ON_STACK);
    expect(code).not.toBe(0);
    expect(stdout).toMatch(message);
    expect(await containersOfStack()).toEqual([]);
  });
});

describe('wrong usage', () => {
  it.each([
    ['status', '--nonsense'],
    ['connection', '--to', 'nowhere'],
    ['logs'],
    ['setup', 'extra'],
  ])('%s %s', async (script, ...args) => {
    const { code, stderr } = await npmRun(script, ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: /m);
  });
});

describe('configuration of a stack that was never up', () => {
  it('is stored in its file by `npm run pulumi`', async () => {
    configured({});
    const key = 'citus-cluster:workers.count';
    const set = await npmRun('pulumi', 'config', 'set', '--path', key, '2', ...ON_STACK);
    expect(set).toMatchObject({ code: 0 });
    const got = await npmRun('pulumi', 'config', 'get', '--path', key, ...ON_STACK);
    expect(got.stdout).toBe('2\n');
    await npmRun('pulumi', 'stack', 'rm', '--yes', '--preserve-config', ...ON_STACK);
  });
});
