import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import { SSH_OPTIONS } from '../toolchain/docker/ssh-connection';
import type { ClusterPlan, ContainerPlan } from '../topology/plan';
import { Component } from './component';

/** The Docker hosts of a cluster, a provider each; none where it stands on one host. */
export class ClusterHosts extends Component {
  private readonly providers: ReadonlyMap<string, docker.Provider>;

  constructor(
    name: string,
    { plan }: { plan: ClusterPlan },
    options: pulumi.ComponentResourceOptions,
  ) {
    super('ClusterHosts', name, options);
    const standing = (plan.hosts ?? []).filter(({ state }) => state !== 'lost');
    this.providers = new Map(
      standing.map(({ name: host, docker: address, certificates }) => [
        host,
        new docker.Provider(
          this.child(host),
          {
            host: address,
            ...(certificates !== undefined && { certPath: certificates }),
            ...(address.startsWith('ssh://') && { sshOpts: [...SSH_OPTIONS] }),
          },
          { parent: this },
        ),
      ]),
    );
    this.registerOutputs({});
  }

  /** The options by which a container's component, and all below it, are made on its host. */
  optionsFor({ host = '' }: ContainerPlan): pulumi.ComponentResourceOptions {
    const provider = this.providers.get(host);
    return provider === undefined ? {} : { provider };
  }
}
