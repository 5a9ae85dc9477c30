import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import type { EtcdMembership } from '../../running/etcd/etcd-membership';
import type { ClusterPlan, EtcdMemberPlan } from '../../topology/plan';
import { ETCD_VOLUME, etcdctlEnvironment, renderEtcd } from '../../topology/rendering/etcd';
import { certificateMounts, type IssueCertificate } from '../certificate';
import type { ClusterImages } from '../cluster-images';
import type { ClusterNetwork } from '../cluster-network';
import { Component } from '../component';
import { CONTAINER_OPTIONS, containerSettings, httpHealthCheck } from './container-settings';
import { labelList } from '../labels';
import type { Rollout } from '../rollout/rollout';

/** What an {@link EtcdMember} is made of. */
export interface EtcdMemberArgs {
  readonly plan: ClusterPlan;
  readonly member: EtcdMemberPlan;
  readonly network: ClusterNetwork | undefined;
  readonly images: ClusterImages;
  readonly rollout: Rollout;
  readonly membership: EtcdMembership;
  /** How the container gets its certificate; undefined in a preview. */
  readonly issue?: IssueCertificate | undefined;
}

/** A member of the consensus store that Patroni elects primaries with. */
export class EtcdMember extends Component {
  readonly container: docker.Container;

  constructor(name: string, args: EtcdMemberArgs, options: pulumi.ComponentResourceOptions) {
    super('EtcdMember', name, options);
    const volume = this.createVolume(args);
    this.container = this.createContainer(args, volume);
    args.rollout.endTurnBy(args.member.name, this.container, () =>
      args.membership.join(args.member),
    );
    this.registerOutputs({ container: this.container.name });
  }

  private createVolume({ plan, member }: EtcdMemberArgs): docker.Volume {
    return new docker.Volume(
      this.child('volume'),
      { name: member.volume, labels: labelList(plan, { role: 'etcd' }) },
      { parent: this, retainOnDelete: plan.protectData },
    );
  }

  private createContainer(args: EtcdMemberArgs, volume: docker.Volume): docker.Container {
    const { plan, member, network, images, rollout, membership } = args;
    const turn = rollout.awaitTurn(member.name);
    return new docker.Container(
      this.child('container'),
      {
        ...containerSettings(plan, member, network, { role: 'etcd' }),
        image: images.imageFor('services', member),
        user: 'etcd',
        // The one container that no file is uploaded to: Docker puts none on a root that is read-only.
        readOnly: true,
        // After its volume: what is lost is told from what Pulumi has just made.
        command: volume.id.apply(async () => {
          await turn;
          return renderEtcd(plan, member, await membership.admit(member));
        }),
        volumes: [
          { volumeName: volume.name, containerPath: ETCD_VOLUME },
          ...(certificateMounts(this, { plan, container: member, issue: args.issue }) ?? []),
        ],
        ...etcdctlEnvironment(plan, member),
        healthcheck: httpHealthCheck(member.clientPort, '/health'),
        destroyGraceSeconds: 10,
      },
      {
        ...CONTAINER_OPTIONS,
        parent: this,
        dependsOn: turn,
      },
    );
  }
}
