import * as pulumi from '@pulumi/pulumi';
import { PASSWORD_NAMES } from '../topology/config/password-names';
import { parseClusterConfig, type RawConfig } from '../topology/config/config';
import { NO_STORE } from '../topology/etcd-membership';
import type { ClusterPlan } from '../topology/plan';
import { planCluster } from '../topology/plan-cluster';
import { BackupSecrets } from './backup-secrets';
import type { Passwords } from './passwords';
import { EtcdMembership } from '../running/etcd/etcd-membership';
import type { RunningCluster } from '../running/running-cluster';
import { buildCluster, type ClusterConnections, type ClusterParts } from './cluster';
import { Component } from './component';
import type { KeepFile } from './rollout/keep-file';

/** A resource as the program asked for it. */
export interface MockedResource {
  readonly type: string;
  readonly name: string;
  /** Inputs with secrets unwrapped. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Inputs as JSON, with every secret value left out. */
  readonly openText: string;
  /** False for components. */
  readonly custom: boolean;
}

/** What a program would have made. */
export interface MockedDeployment {
  readonly plan: ClusterPlan;
  readonly connections: ClusterConnections;
  readonly resources: readonly MockedResource[];
}

/** A cluster without a look at an engine. */
class TestCluster extends Component {
  readonly connections: ClusterConnections;

  constructor(name: string, parts: Omit<ClusterParts, 'backupSecrets'>) {
    super('Cluster', name);
    const own = { parent: this };
    const given = { passphrase: pulumi.secret(PASSPHRASE) };
    const backupSecrets = new BackupSecrets(this.child('backup-secrets'), { given }, own);
    this.connections = buildCluster(this, { ...parts, backupSecrets }).connections;
  }
}

/** The property that marks a wrapped secret, and its value (Pulumi's wire format of properties). */
const SIGNATURE = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';

/**
 * Runs the cluster's components against mocks, with passwords named after their keys.
 *
 * @param running makes the cluster that is up meanwhile; it may look at what was asked for so far
 * @param keepFile renews files in containers; default: nobody does
 */
export async function mockedDeployment(
  raw: RawConfig = {},
  running?: (resources: readonly MockedResource[]) => RunningCluster,
  keepFile?: KeepFile,
): Promise<MockedDeployment> {
  const resources: MockedResource[] = [];
  await pulumi.runtime.setMocks({
    newResource({ type, name, inputs, custom }) {
      const open = (value: unknown) => unwrapped(value, (secret) => secret);
      const redacted = unwrapped(inputs, () => '(secret)');
      resources.push({
        type,
        name,
        inputs: open(inputs) as MockedResource['inputs'],
        openText: JSON.stringify(redacted),
        custom: custom === true,
      });
      const outputs = {
        ...(type === 'docker:index/image:Image' && { repoDigest: `id of ${name}` }),
        ...(name.startsWith('cluster-authorities-') && { stdout: '{"certificate": "PEM"}' }),
      };
      return { id: `${name}-id`, state: { ...(inputs as object), ...outputs } };
    },
    call: ({ inputs }) => inputs as Record<string, unknown>,
  });
  const plan = planCluster(parseClusterConfig('test', raw));
  const passwords = Object.fromEntries(
    PASSWORD_NAMES.map((name) => [name, pulumi.secret(passwordOf(name))]),
  ) as unknown as Passwords;
  const bundle = { path: '/bundle/manager.js', hash: 'hash of the bundle' };
  const membership = new EtcdMembership(plan, NO_STORE, undefined);
  const own = { plan, passwords, bundle, membership };
  const args = { ...own, running: running?.(resources), keepFile };
  const { connections } = new TestCluster('cluster', args);
  await pulumi.runtime.disconnect();
  return { plan, connections, resources };
}

/** The passphrase of a mocked deployment's backups. */
export const PASSPHRASE = 'passphrase-of-backups';

/** The password of a part in a mocked deployment. */
export function passwordOf(name: string): string {
  return `password-of-${name}`;
}

function unwrapped(value: unknown, reveal: (secret: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => unwrapped(item, reveal));
  if (typeof value !== 'object' || value === null) return value;
  const properties = value as Record<string, unknown>;
  if (properties[SIGNATURE] === SECRET) return reveal(unwrapped(properties['value'], reveal));
  return Object.fromEntries(
    Object.entries(properties).map(([key, item]) => [key, unwrapped(item, reveal)]),
  );
}
