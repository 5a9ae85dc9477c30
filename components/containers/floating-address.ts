import * as docker from '@pulumi/docker';
import * as pulumi from '@pulumi/pulumi';
import type { ClusterPlan, ContainerPlan } from '../../topology/plan';
import { KEEPALIVED_CONFIGURATION, renderKeepalived } from '../../topology/rendering/keepalived';
import type { ClusterImages } from '../cluster-images';
import { Component } from '../component';
import { keepFile, type KeepFile } from '../rollout/keep-file';
import type { Rollout } from '../rollout/rollout';
import { CONTAINER_OPTIONS, containerSettings, healthCheck } from './container-settings';

/** What a {@link FloatingAddress} is made of. */
export interface FloatingAddressArgs {
  readonly plan: ClusterPlan;
  readonly holder: ContainerPlan;
  readonly images: ClusterImages;
  readonly rollout: Rollout;
  /** What has to be there before the address leads to it. */
  readonly after: readonly pulumi.CustomResource[];
  /** How files are renewed in containers that run; undefined in a preview. */
  readonly keepFile?: KeepFile | undefined;
}

/** What gives the host the address, and takes the part of it that asks other hosts whether they live. */
const RIGHTS = ['CAP_NET_ADMIN', 'CAP_NET_RAW'];

/** keepalived: gives its host the floating address while no other has it. */
export class FloatingAddress extends Component {
  readonly container: docker.Container;

  constructor(name: string, args: FloatingAddressArgs, options: pulumi.ComponentResourceOptions) {
    super('FloatingAddress', name, options);
    const { plan, holder } = args;
    const content = renderKeepalived(plan, holder);
    const file = { file: KEEPALIVED_CONFIGURATION, content };
    this.container = this.createContainer(args, file);
    keepFile(args.keepFile, this.container, { ...file, content: pulumi.output(content) });
    this.registerOutputs({ container: this.container.name });
  }

  private createContainer(
    { plan, holder, images, rollout, after }: FloatingAddressArgs,
    file: { readonly file: string; readonly content: string },
  ): docker.Container {
    return new docker.Container(
      this.child('container'),
      {
        ...containerSettings(plan, holder, undefined, { role: 'floating-address' }),
        image: images.imageFor('floatingAddress', holder),
        user: 'nobody',
        // By the program's file, which is what no-new-privileges forbids.
        capabilities: { adds: RIGHTS, drops: ['ALL'] },
        securityOpts: [],
        command: [
          'floating-address',
          holder.address ?? '',
          String(plan.loadBalancer.ports.stats.internal),
          KEEPALIVED_CONFIGURATION,
        ],
        uploads: [file],
        healthcheck: healthCheck(['sh', '-c', 'kill -0 $(cat /tmp/vrrp.pid)']),
        wait: true,
        waitTimeout: 60,
        destroyGraceSeconds: 5,
      },
      {
        ...CONTAINER_OPTIONS,
        parent: this,
        // keepalived reads another one while it has the address.
        ignoreChanges: ['uploads'],
        dependsOn: rollout.finished(after),
      },
    );
  }
}
