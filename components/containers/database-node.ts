import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import type { Passwords } from '../passwords';
import type { ClusterPlan, GroupPlan, NodePlan } from '../../topology/plan';
import {
  PATRONI_DIRECTORY,
  PATRONI_NODE_FILE,
  POSTGRES_HOME,
  renderPatroniBootstrap,
  renderPatroniNode,
} from '../../topology/rendering/patroni';
import { PGBACKREST_CONFIGURATION } from '../../topology/backup/backup-plan';
import { renderNodeBackups } from '../../topology/rendering/pgbackrest';
import { certificateMounts, type IssueCertificate } from '../certificate';
import type { ClusterHosts } from '../cluster-hosts';
import type { ClusterImages } from '../cluster-images';
import type { ClusterNetwork } from '../cluster-network';
import { Component } from '../component';
import {
  CONTAINER_OPTIONS,
  containerSettings,
  httpHealthCheck,
  publishedPorts,
  SECRET_FILE,
} from './container-settings';
import { labelList } from '../labels';
import type { EtcdMember } from './etcd-member';
import { keepFile, type KeepFile } from '../rollout/keep-file';
import type { Rollout } from '../rollout/rollout';

/** What the nodes of a group share. */
export interface DatabaseGroupArgs {
  readonly plan: ClusterPlan;
  readonly group: GroupPlan;
  readonly passwords: Passwords;
  readonly network: ClusterNetwork | undefined;
  readonly images: ClusterImages;
  readonly hosts: ClusterHosts;
  readonly etcd: readonly EtcdMember[];
  readonly rollout: Rollout;
  /** How files are renewed in containers that run; undefined in a preview. */
  readonly keepFile?: KeepFile | undefined;
  /** How the container gets its certificate; undefined in a preview. */
  readonly issue?: IssueCertificate | undefined;
  /** Containers of nodes that archive their log already. */
  readonly archiving?: ReadonlySet<string> | undefined;
}

/** What a {@link DatabaseNode} is made of. */
export interface DatabaseNodeArgs extends DatabaseGroupArgs {
  readonly node: NodePlan;
}

/**
 * MiB that parallel queries may share. No more than a ceiling: what is used counts against the
 * container's memory.
 */
const SHARED_MEMORY_MIB = 1024;

/** Time that Patroni has to hand over and PostgreSQL to shut down cleanly, before a kill. */
const STOP_GRACE_SECONDS = 60;

/** A PostgreSQL node under Patroni, with its volume. */
export class DatabaseNode extends Component {
  readonly container: docker.Container;

  constructor(name: string, args: DatabaseNodeArgs, options: pulumi.ComponentResourceOptions) {
    super('DatabaseNode', name, options);
    const volume = this.createVolume(args);
    const own = nodeConfiguration(args);
    const backups = backupsFile(args);
    this.container = this.createContainer(args, volume, { own, backups });
    keepFile(args.keepFile, this.container, own);
    if (backups !== undefined) {
      const content = pulumi.output(backups.content);
      keepFile(args.keepFile, this.container, { ...backups, content });
    }
    args.rollout.endTurnBy(args.node.name, this.container);
    this.registerOutputs({ container: this.container.name });
  }

  private createVolume({ plan, group, node }: DatabaseNodeArgs): docker.Volume {
    return new docker.Volume(
      this.child('volume'),
      { name: node.volume, labels: labelList(plan, group) },
      { parent: this, retainOnDelete: plan.protectData },
    );
  }

  private createContainer(
    args: DatabaseNodeArgs,
    volume: docker.Volume,
    { own, backups }: NodeFiles,
  ): docker.Container {
    const { plan, group, node, network, images, etcd, rollout } = args;
    const isKept = backups !== undefined && args.archiving?.has(node.container) === true;
    return new docker.Container(
      this.child('container'),
      {
        ...containerSettings(plan, node, network, group),
        image: images.imageFor('database', node),
        user: 'postgres',
        // Programs in the container find the server by it.
        ...(node.host !== undefined && { envs: [`PGPORT=${node.postgresPort}`] }),
        uploads: [
          { ...own, ...SECRET_FILE },
          {
            file: `${PATRONI_DIRECTORY}/20-bootstrap.yml`,
            content: renderPatroniBootstrap(plan, group),
          },
          ...(backups === undefined ? [] : [backups]),
        ],
        volumes: [
          { volumeName: volume.name, containerPath: POSTGRES_HOME },
          ...(certificateMounts(this, { plan, container: node, issue: args.issue }) ?? []),
        ],
        ports: publishedPorts(plan, node, node.published === undefined ? [] : [node.published]),
        shmSize: SHARED_MEMORY_MIB,
        healthcheck: httpHealthCheck(node.patroniPort, '/liveness'),
        stopTimeout: STOP_GRACE_SECONDS,
        destroyGraceSeconds: STOP_GRACE_SECONDS,
      },
      {
        ...CONTAINER_OPTIONS,
        parent: this,
        dependsOn: rollout.awaitTurn(
          node.name,
          etcd.map(({ container }) => container),
        ),
        // Patroni reads another version of the first while it runs. The second is read once, when the
        // group is made, and the manager applies later changes. The third is read each time; Pulumi ignores
        // none that was not there before.
        ignoreChanges: [
          ...['uploads[0].content', 'uploads[1].content'],
          ...(isKept ? ['uploads[2].content'] : []),
        ],
      },
    );
  }
}

/** What a node reads from files that change while it runs. */
interface NodeFiles {
  readonly own: ReturnType<typeof nodeConfiguration>;
  readonly backups: ReturnType<typeof backupsFile>;
}

/** How the node archives; undefined where it does not. */
function backupsFile({ plan, group, node }: DatabaseNodeArgs) {
  if (plan.backup === undefined) return undefined;
  return { file: PGBACKREST_CONFIGURATION, content: renderNodeBackups(plan, group, node) };
}

/** The node's own configuration file. Secret. */
function nodeConfiguration({ plan, group, node, passwords }: DatabaseNodeArgs) {
  const { superuser, replicator, rewind, patroniApi } = passwords;
  const content = pulumi.secret(
    pulumi
      .all([superuser, replicator, rewind, patroniApi])
      .apply(([superuser, replicator, rewind, patroniApi]) =>
        renderPatroniNode(plan, group, node, { superuser, replicator, rewind, patroniApi }),
      ),
  );
  return { file: PATRONI_NODE_FILE, content };
}
