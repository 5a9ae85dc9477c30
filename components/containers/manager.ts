import { relative } from 'node:path';
import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import type { Passwords } from '../passwords';
import type { ClusterPlan, IngressPlan } from '../../topology/plan';
import { withoutAuthorities } from '../../topology/tls/tls-stage';
import { certificateMounts, type IssueCertificate } from '../certificate';
import type { ClusterImages } from '../cluster-images';
import type { ClusterNetwork } from '../cluster-network';
import { Component } from '../component';
import {
  awaited,
  CONTAINER_OPTIONS,
  containerSettings,
  httpHealthCheck,
  publishedPorts,
  SECRET_FILE,
} from './container-settings';
import type { BackupRepository } from './backup-repository';
import type { DatabaseGroup } from './database-group';
import type { Rollout } from '../rollout/rollout';

/** The daemon's program: one file that Node.js runs as it is. */
export interface ManagerBundle {
  /** Path on this machine. */
  readonly path: string;
  /** Hash of the content: a change replaces the container. */
  readonly hash: string;
}

/** What a {@link Manager} is made of. */
export interface ManagerArgs {
  readonly plan: ClusterPlan;
  readonly passwords: Passwords;
  /** The way in that it stands beside. */
  readonly way: IngressPlan;
  readonly network: ClusterNetwork | undefined;
  readonly images: ClusterImages;
  readonly groups: readonly DatabaseGroup[];
  readonly repositories: readonly BackupRepository[];
  readonly bundle: ManagerBundle;
  readonly rollout: Rollout;
  /** How the container gets its certificate; undefined in a preview. */
  readonly issue?: IssueCertificate | undefined;
}

/** Longest time from the container's start to a cluster that is set up: slow disks included. */
const READY_LIMIT_SECONDS = 300;

/** Longest time that a group's nodes take to restart one after another for a changed parameter. */
const GROUP_LIMIT_SECONDS = 60;

/**
 * Names that may be looked up at the same time. A stopped container's name takes seconds to be found
 * unknown; with Node.js's 4 threads a few of them would keep the others waiting.
 */
const LOOKUPS_AT_ONCE = 64;

const PROGRAM = '/opt/manager/manager.js';

/** Where the program finds its input; `manager/main.ts` reads it there. */
const DIRECTORY = '/etc/manager';

/**
 * The daemon that sets the cluster up and keeps it so. Its container counts as made once the
 * cluster is ready.
 */
export class Manager extends Component {
  readonly container: docker.Container;

  constructor(name: string, args: ManagerArgs, options: pulumi.ComponentResourceOptions) {
    super('Manager', name, options);
    this.container = this.createContainer(args);
    args.rollout.endManagersTurnBy(this.container);
    this.registerOutputs({ container: this.container.name });
  }

  private createContainer(args: ManagerArgs): docker.Container {
    const { plan, way, passwords, network, images, bundle, rollout } = args;
    const nodes = args.groups.flatMap((group) => group.nodes);
    const { manager } = way;
    return new docker.Container(
      this.child('container'),
      {
        ...containerSettings(plan, manager, network, { role: 'manager' }),
        image: images.imageFor('services', manager),
        user: 'nobody',
        command: ['env', `UV_THREADPOOL_SIZE=${LOOKUPS_AT_ONCE}`, 'node', PROGRAM, manager.name],
        uploads: [
          {
            file: `${DIRECTORY}/plan.json`,
            content: JSON.stringify(withoutAuthorities(plan), null, 2),
          },
          { file: `${DIRECTORY}/secrets.json`, content: secretsFile(passwords), ...SECRET_FILE },
          // Relative, so that a project that moved finds nothing changed.
          { file: PROGRAM, source: relative('', bundle.path), sourceHash: bundle.hash },
        ],
        volumes: certificateMounts(this, { plan, container: manager, issue: args.issue }),
        ports: publishedPorts(plan, manager, [manager.port]),
        ...awaited(
          httpHealthCheck(manager.port.internal, '/ready', '5m0s'),
          Math.max(READY_LIMIT_SECONDS, GROUP_LIMIT_SECONDS * plan.groups.length),
        ),
        destroyGraceSeconds: 5,
      },
      {
        ...CONTAINER_OPTIONS,
        parent: this,
        // The old one tells who works while nodes are replaced.
        dependsOn: rollout.awaitManagersTurn(
          [...nodes, ...args.repositories].map(({ container }) => container),
        ),
      },
    );
  }
}

/** All passwords by name, as JSON. */
function secretsFile(passwords: Passwords): pulumi.Output<string> {
  return pulumi.secret(pulumi.all(passwords).apply((values) => JSON.stringify(values)));
}
