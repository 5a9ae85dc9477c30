import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import type { Passwords } from '../passwords';
import type { ClusterPlan, IngressPlan } from '../../topology/plan';
import {
  PGBOUNCER_CONFIGURATION,
  PGBOUNCER_USERS,
  renderPgbouncer,
  renderPgbouncerUsers,
} from '../../topology/rendering/pgbouncer';
import { certificateMounts, type IssueCertificate } from '../certificate';
import type { ClusterImages } from '../cluster-images';
import type { ClusterNetwork } from '../cluster-network';
import { Component } from '../component';
import {
  awaited,
  CONTAINER_OPTIONS,
  containerSettings,
  postgresHealthCheck,
  publishedPorts,
  SECRET_FILE,
} from './container-settings';
import { keepFile, type KeepFile } from '../rollout/keep-file';
import type { LoadBalancer } from './load-balancer';
import type { Rollout } from '../rollout/rollout';

/** What a {@link ConnectionPooler} is made of. */
export interface ConnectionPoolerArgs {
  readonly plan: ClusterPlan;
  readonly passwords: Passwords;
  /** The way in that it is of. */
  readonly way: IngressPlan;
  readonly network: ClusterNetwork | undefined;
  readonly images: ClusterImages;
  readonly loadBalancer: LoadBalancer;
  readonly rollout: Rollout;
  /** How files are renewed in containers that run; undefined in a preview. */
  readonly keepFile?: KeepFile | undefined;
  /** How the container gets its certificate; undefined in a preview. */
  readonly issue?: IssueCertificate | undefined;
}

/** Time that transactions under way have to end before their clients are let go. */
const STOP_GRACE_SECONDS = 10;

/** PgBouncer: the port for many clients, which share few connections. */
export class ConnectionPooler extends Component {
  readonly container: docker.Container;

  constructor(name: string, args: ConnectionPoolerArgs, options: pulumi.ComponentResourceOptions) {
    super('ConnectionPooler', name, options);
    const users = usersFile(args);
    this.container = this.createContainer(args, users);
    keepFile(args.keepFile, this.container, users);
    this.registerOutputs({ container: this.container.name });
  }

  private createContainer(
    args: ConnectionPoolerArgs,
    users: ReturnType<typeof usersFile>,
  ): docker.Container {
    const { plan, way, network, images, loadBalancer, rollout } = args;
    const { pooler } = way;
    return new docker.Container(
      this.child('container'),
      {
        ...containerSettings(plan, pooler, network, { role: 'pooler' }),
        image: images.imageFor('services', pooler),
        user: 'postgres',
        command: ['pgbouncer', PGBOUNCER_CONFIGURATION],
        volumes: certificateMounts(this, { plan, container: pooler, issue: args.issue }),
        uploads: [
          { file: PGBOUNCER_CONFIGURATION, content: renderPgbouncer(plan, way) },
          { ...users, ...SECRET_FILE },
        ],
        ports: publishedPorts(plan, pooler, [pooler.port]),
        ...awaited(postgresHealthCheck(pooler.port.internal)),
        // On the usual signal PgBouncer waits for its clients, which a pool's never go.
        stopSignal: 'SIGINT',
        stopTimeout: STOP_GRACE_SECONDS,
        destroyGraceSeconds: STOP_GRACE_SECONDS,
      },
      {
        ...CONTAINER_OPTIONS,
        parent: this,
        // PgBouncer reads other users while its clients go on.
        ignoreChanges: ['uploads[1].content'],
        // Its own interruption does not come on top of a node's or of the load balancer's.
        dependsOn: rollout.finished([loadBalancer.container]),
      },
    );
  }
}

/** The file of those who are let in. Secret. */
function usersFile({ plan, passwords: { citus, monitor } }: ConnectionPoolerArgs) {
  const content = pulumi.secret(
    pulumi
      .all([citus, monitor])
      .apply(([citus, monitor]) => renderPgbouncerUsers(plan, { citus, monitor })),
  );
  return { file: PGBOUNCER_USERS, content };
}
