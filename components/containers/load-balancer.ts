import * as command from '@pulumi/command';
import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import type { ClusterPlan, ContainerPlan, IngressPlan } from '../../topology/plan';
import { HAPROXY_CONFIGURATION } from '../../topology/rendering/haproxy';
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
} from './container-settings';
import { loadBalancerConfiguration, type ConfigurationFile } from './load-balancer-configuration';
import type { Rollout } from '../rollout/rollout';
import { scriptCommand, type EngineAddress } from '../script-command';

/** What a {@link LoadBalancer} is made of. */
export interface LoadBalancerArgs {
  readonly plan: ClusterPlan;
  /** The way in that it is of. */
  readonly way: IngressPlan;
  readonly network: ClusterNetwork | undefined;
  readonly images: ClusterImages;
  readonly rollout: Rollout;
  /** How the container gets its certificate; undefined in a preview. */
  readonly issue?: IssueCertificate | undefined;
  /** Address of the Docker engine, where a provider names it. */
  readonly engineHost?: string | undefined;
}

/** HAProxy: the ports that clients connect to. */
export class LoadBalancer extends Component {
  readonly container: docker.Container;
  /** Done when the container runs with the present configuration. */
  readonly configured: command.local.Command;

  constructor(name: string, args: LoadBalancerArgs, options: pulumi.ComponentResourceOptions) {
    super('LoadBalancer', name, options);
    const files = loadBalancerConfiguration(args.plan, args.way);
    this.container = this.createContainer(args, files);
    this.configured = this.reload(args, files);
    this.registerOutputs({ container: this.container.name });
  }

  private createContainer(
    { plan, way, network, images, rollout, issue }: LoadBalancerArgs,
    files: readonly ConfigurationFile[],
  ): docker.Container {
    const { loadBalancer } = way;
    return new docker.Container(
      this.child('container'),
      {
        ...containerSettings(plan, loadBalancer, network, { role: 'load-balancer' }),
        image: images.imageFor('services', loadBalancer),
        user: 'haproxy',
        // A master and its worker, so that the configuration can change under open sessions.
        command: ['haproxy', '-W', '-db', '-f', HAPROXY_CONFIGURATION],
        uploads: [...files],
        volumes: certificateMounts(this, { plan, container: loadBalancer, issue }),
        ports: publishedPorts(plan, loadBalancer, Object.values(loadBalancer.ports)),
        ...awaited(httpHealthCheck(loadBalancer.ports.stats.internal, '/health')),
        destroyGraceSeconds: 5,
      },
      {
        ...CONTAINER_OPTIONS,
        parent: this,
        // Other files would replace the container and end every session; they are reloaded instead.
        ignoreChanges: ['uploads'],
        // Its own interruption does not come on top of a node's.
        dependsOn: rollout.finished(),
      },
    );
  }

  private reload(
    { plan, way, engineHost }: LoadBalancerArgs,
    files: readonly ConfigurationFile[],
  ): command.local.Command {
    return new command.local.Command(
      this.child('configuration'),
      {
        ...scriptCommand(
          'post-deploy/configure-load-balancer.ts',
          { LOAD_BALANCER: way.loadBalancer.container },
          engineOf(plan, way.loadBalancer, engineHost),
        ),
        stdin: JSON.stringify(files),
        // A new container may have been made with the files of the one before it.
        triggers: [JSON.stringify(files), this.container.id],
      },
      { parent: this, dependsOn: [this.container] },
    );
  }
}

/** The engine of a container's host. */
function engineOf(
  { hosts }: ClusterPlan,
  { host }: ContainerPlan,
  engineHost: string | undefined,
): EngineAddress {
  const found = hosts?.find(({ name }) => name === host);
  return found === undefined
    ? { host: engineHost }
    : { host: found.docker, certificates: found.certificates };
}
