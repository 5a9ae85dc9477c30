import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { bundleManager } from '../../manager/bundle';
import type { ManagerFindings } from '../../manager/acting/manager-findings';
import { renderSecrets, type Secrets } from '../../manager/secrets';
import type { StatusDocument } from '../../manager/status-document';
import { execInContainer } from '../../toolchain/docker/container-exec';
import { dockerClient } from '../../toolchain/docker/docker-client';
import { readFileSync } from 'node:fs';
import { parseClusterConfig } from '../../topology/config/config';
import type { ClusterPlan } from '../../topology/plan';
import { planCluster } from '../../topology/plan-cluster';
import { ETCD_VOLUME, firstBootstrap, renderEtcd } from '../../topology/rendering/etcd';
import { dynamicConfiguration } from '../../topology/rendering/patroni-dynamic';
import { buildImage } from './build-image';
import { startPlainServer, type PlainServer } from './plain-server';

const SERVICES = 'citus-cluster/services:managers-test';
const DATABASE = 'citus-cluster/database:managers-test';

/** What Patroni says of the one node, which has none: each answer is as of a new look at the store. */
const PATRONI = `
import http.server, json, time
REPORT = {'state': 'running', 'role': 'primary', 'timeline': 1, 'replication': []}
CONFIG = open('/tmp/config.json', 'rb').read()
class Node(http.server.BaseHTTPRequestHandler):
  def do_GET(self):
    self.send_response(200)
    self.end_headers()
    report = json.dumps({**REPORT, 'dcs_last_seen': int(time.time())}).encode()
    self.wfile.write(CONFIG if self.path == '/config' else report)
  do_PATCH = do_GET
http.server.ThreadingHTTPServer(('', 8008), Node).serve_forever()
`;

/** One PostgreSQL and one member of etcd, both real, and managers in containers of their own. */
export class ManagedNode {
  readonly docker = dockerClient();
  private readonly secrets: Secrets;
  private readonly program = readFileSync(bundleManager().path, 'utf8');
  private readonly managers = new Map<string, Docker.Container>();

  private constructor(
    /** With one manager. */
    readonly plan: ClusterPlan,
    readonly server: PlainServer,
    readonly etcd: Docker.Container,
  ) {
    const unused = 'unused';
    this.secrets = {
      ...{ superuser: server.password, citus: 'of citus', monitor: 'of monitor' },
      ...{ replicator: unused, rewind: unused, patroniApi: unused },
    };
  }

  /** Builds the images and starts all but the managers. */
  static async start(stack: string): Promise<ManagedNode> {
    const docker = dockerClient();
    await buildImage('services', SERVICES);
    await buildImage('database', DATABASE);
    const planned = planCluster(
      parseClusterConfig(stack, {
        ...{ engine: 'native', coordinators: 1, 'workers.count': 0, 'etcd.members': 1 },
        // Nobody gives these containers certificates.
        'tls.mode': 'off',
      }),
    );
    const [member] = planned.etcd;
    if (member === undefined) throw new Error('no member');
    const network = planned.network;
    await docker.createNetwork({ Name: network });
    const etcd = await startContainer(docker, network, member.name, {
      Cmd: renderEtcd(planned, member, firstBootstrap(planned)),
      ...{ User: 'etcd', Image: SERVICES, Volumes: { [ETCD_VOLUME]: {} } },
    });
    const name = `${network}-node`;
    const parameters = { shared_preload_libraries: 'pg_stat_statements', log_statement: 'none' };
    const options = { image: DATABASE, name, memoryMiB: 512, parameters, network };
    const server = await startPlainServer(docker, options);
    const groups = planned.groups.map((group) => ({
      ...{ ...group, nodes: group.nodes.map((node) => ({ ...node, name })) },
    }));
    const plan = { ...planned, groups };
    const [coordinator] = groups;
    if (coordinator === undefined) throw new Error('no coordinator');
    const node = docker.getContainer(name);
    await upload(node, {
      'tmp/config.json': JSON.stringify(dynamicConfiguration(plan, coordinator)),
      'tmp/patroni.py': PATRONI,
    });
    await execInContainer(node, ['sh', '-c', 'setsid python3 /tmp/patroni.py > /dev/null 2>&1 &']);
    return new ManagedNode(plan, server, etcd);
  }

  /** The plan with several managers. */
  withManagers(...names: readonly string[]): ClusterPlan {
    const { manager } = this.plan;
    return {
      ...this.plan,
      ingress: names.map((name) => ({ ...this.plan, manager: { ...manager, name } })),
    };
  }

  /** Makes a manager of that plan, in place of the one of its name. */
  async manage(plan: ClusterPlan, name: string): Promise<void> {
    await this.remove(name);
    const container = await startContainer(
      this.docker,
      plan.network,
      name,
      { Cmd: ['node', '/opt/manager.js', name], User: 'nobody', Image: SERVICES },
      {
        'opt/manager.js': this.program,
        'etc/manager/plan.json': JSON.stringify(plan),
        'etc/manager/secrets.json': renderSecrets(this.secrets),
      },
    );
    this.managers.set(name, container);
  }

  /** A manager's container. */
  container(name: string): Docker.Container {
    const container = this.managers.get(name);
    if (container === undefined) throw new Error(`no ${name}`);
    return container;
  }

  /** What a manager says it knows; undefined where it does not answer in half a second. */
  findings(name: string): Promise<ManagerFindings | undefined> {
    return this.ask<ManagerFindings>(name, 'findings', 500);
  }

  /** What a manager answers to whoever asks for the state of the cluster. */
  status(name: string): Promise<StatusDocument | undefined> {
    return this.ask<StatusDocument>(name, 'status', 3000);
  }

  /** Why a manager calls the cluster not ready. */
  async notReady(name: string): Promise<readonly string[] | undefined> {
    const answer = await this.ask<{ reasons: readonly string[] }>(name, 'ready', 3000);
    return answer?.reasons;
  }

  /** Takes a manager away at once. */
  async remove(name: string): Promise<void> {
    const container = this.managers.get(name);
    this.managers.delete(name);
    await container?.remove({ force: true, v: true });
  }

  /** Takes all of it away. */
  async end(): Promise<void> {
    for (const name of [...this.managers.keys()]) await this.remove(name);
    await this.etcd.remove({ force: true, v: true });
    await this.server.remove();
    await this.docker.getNetwork(this.plan.network).remove();
    for (const image of [SERVICES, DATABASE]) await this.docker.getImage(image).remove();
  }

  private async ask<T>(name: string, path: string, limitMs: number): Promise<T | undefined> {
    try {
      const { NetworkSettings } = await this.container(name).inspect();
      const address = NetworkSettings.Networks[this.plan.network]?.IPAddress;
      const signal = AbortSignal.timeout(limitMs);
      const { internal } = this.plan.manager.port;
      return (await (await fetch(`http://${address}:${internal}/${path}`, { signal })).json()) as T;
    } catch {
      return undefined;
    }
  }
}

async function startContainer(
  docker: Docker,
  network: string,
  name: string,
  options: Docker.ContainerCreateOptions,
  files: Readonly<Record<string, string>> = {},
): Promise<Docker.Container> {
  const container = await docker.createContainer({
    ...{ ...options, name: `${network}-${name}`, Hostname: name },
    HostConfig: { NetworkMode: network, Init: true },
    NetworkingConfig: { EndpointsConfig: { [network]: { Aliases: [name] } } },
  });
  await upload(container, files);
  await container.start();
  return container;
}

async function upload(
  container: Docker.Container,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, content);
  archive.finalize();
  await container.putArchive(Readable.from(archive), { path: '/' });
}
