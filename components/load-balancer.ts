import { readFileSync } from 'node:fs';
import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import type { ClusterPlan } from '../topology/plan';
import {
  HAPROXY_CONFIGURATION,
  HAPROXY_SCRIPTS,
  renderHaproxy,
} from '../topology/rendering/haproxy';
import type { ClusterImages } from './cluster-images';
import type { ClusterNetwork } from './cluster-network';
import { Component } from './component';
import { CONTAINER_OPTIONS, containerSettings, httpHealthCheck } from './container-settings';
import type { Rollout } from './rollout';

/** What a {@link LoadBalancer} is made of. */
export interface LoadBalancerArgs {
  readonly plan: ClusterPlan;
  readonly network: ClusterNetwork;
  readonly images: ClusterImages;
  readonly rollout: Rollout;
}

/** HAProxy: the ports that clients connect to. */
export class LoadBalancer extends Component {
  readonly container: docker.Container;

  constructor(name: string, args: LoadBalancerArgs, options: pulumi.ComponentResourceOptions) {
    super('LoadBalancer', name, options);
    this.container = this.createContainer(args);
    this.registerOutputs({ container: this.container.name });
  }

  private createContainer({ plan, network, images, rollout }: LoadBalancerArgs): docker.Container {
    const { loadBalancer } = plan;
    const template = readFileSync('haproxy/haproxy.cfg', 'utf8');
    return new docker.Container(
      this.child('container'),
      {
        ...containerSettings(plan, loadBalancer, network, { role: 'load-balancer' }),
        image: images.services,
        user: 'haproxy',
        command: ['haproxy', '-db', '-f', HAPROXY_CONFIGURATION],
        uploads: [
          { file: HAPROXY_CONFIGURATION, content: renderHaproxy(plan, template) },
          ...HAPROXY_SCRIPTS.map(({ source, path }) => ({
            file: path,
            content: readFileSync(source, 'utf8'),
          })),
        ],
        ports: Object.values(loadBalancer.ports).map((port) => ({ ...port, ip: plan.bindAddress })),
        healthcheck: httpHealthCheck(loadBalancer.ports.stats.internal, '/health', {
          interval: '5s',
        }),
        wait: true,
        waitTimeout: 60,
        destroyGraceSeconds: 5,
      },
      {
        ...CONTAINER_OPTIONS,
        parent: this,
        // Its own interruption does not come on top of a node's.
        dependsOn: rollout.finished(),
      },
    );
  }
}
