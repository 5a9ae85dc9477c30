import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { preflight, type Actor } from '../../preflight/preflight';
import { selectStack } from '../../stack/open-stack';
import { capture } from '../../toolchain/child-process';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { requireK6 } from '../../toolchain/install/k6';
import { openPulumi, type Pulumi } from '../../toolchain/pulumi/pulumi';
import { parseClusterConfig } from '../../topology/config/config';
import { planCluster, SERVICES_BASE_IMAGE } from '../../topology/plan-cluster';
import { copyStack, dropStack, stackFile } from '../e2e/project';

describe('the Pulumi wrapper', () => {
  const stack = 'test-passwords';
  let backend: string;
  let pulumi: Pulumi;

  beforeAll(async () => {
    backend = mkdtempSync(join(tmpdir(), 'citus-cluster-backend-'));
    vi.stubEnv('PULUMI_BACKEND_URL', `file://${backend}`);
    copyStack('native', stack, {});
    pulumi = await openPulumi();
    await selectStack(stack, pulumi);
  });

  afterAll(() => {
    vi.unstubAllEnvs();
    dropStack(stack);
    rmSync(backend, { recursive: true });
  });

  it("leaves the stack's file as it was, without a salt of this machine's passphrase", async () => {
    const before = readFileSync(stackFile(stack), 'utf8');
    await selectStack(stack, pulumi);
    expect(readFileSync(stackFile(stack), 'utf8')).toBe(before);
  });

  it('keeps a generated passphrase from other users', () => {
    const file = pulumi.env['PULUMI_CONFIG_PASSPHRASE_FILE'];
    // The user's own passphrase is the user's to guard.
    if (file?.includes('.pulumi-state')) expect(statSync(file).mode & 0o777).toBe(0o600);
    else expect(process.env).toHaveProperty('PULUMI_CONFIG_PASSPHRASE');
  });
});

describe('the port check', () => {
  const name = 'citus-test-port-holder';
  const external = 28432;
  const plan = planCluster(
    parseClusterConfig('test-ports', {
      engine: 'native',
      'ports.write': external,
      'ports.read': 28433,
      'ports.anyNode': 28434,
      'ports.pooled': 28435,
      'ports.stats': 28700,
      'ports.manager': 28701,
    }),
  );

  async function hold(container: string): Promise<() => Promise<void>> {
    const held = await dockerClient().createContainer({
      name: container,
      Image: SERVICES_BASE_IMAGE,
      Cmd: ['sleep', '60'],
      ExposedPorts: { '5432/tcp': {} },
      HostConfig: {
        PortBindings: { '5432/tcp': [{ HostIp: '127.0.0.1', HostPort: String(external) }] },
      },
    });
    await held.start();
    return async () => {
      await held.remove({ force: true });
    };
  }

  /** Its state lists the load balancer's container, where there is one. */
  const actor: Actor = {
    owner: { id: 'of the test', place: 'here' },
    readState: async () => {
      const { container } = plan.loadBalancer;
      const all = await dockerClient().listContainers({ filters: { name: [container] } });
      const type = 'docker:index/container:Container';
      return { resources: all.map(({ Id }) => ({ type, id: Id })), pending: [] };
    },
  };

  it('names the container that holds a port', async () => {
    const release = await hold(name);
    try {
      await expect(preflight(plan, actor)).rejects.toThrow(
        `port ${external} (config ports.write) is taken by container ${name}`,
      );
    } finally {
      await release();
    }
    await expect(preflight(plan, actor)).resolves.toEqual([]);
  });

  it("lets the stack's own container hold it", async () => {
    const release = await hold(plan.loadBalancer.container);
    try {
      await expect(preflight(plan, actor)).resolves.toHaveLength(1);
    } finally {
      await release();
    }
  });
});

describe('k6', () => {
  it('runs scripts that import the SQL modules', async () => {
    const { path, env } = await requireK6();
    const { stdout } = await capture(path, ['version'], { env: { ...process.env, ...env } });
    expect(stdout).toMatch(/^k6\S* v1\./);
    expect(stdout).toContain('k6/x/sql/driver/postgres');
  });
});
