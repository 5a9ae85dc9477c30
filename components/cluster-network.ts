import * as docker from '@pulumi/docker';
import type * as pulumi from '@pulumi/pulumi';
import type { ClusterPlan } from '../topology/plan';
import { Component } from './component';
import { labelList } from './labels';

/** The Docker network that the cluster's containers share and find each other on by name. */
export class ClusterNetwork extends Component {
  /** The network's name, known once it exists: whoever uses it is replaced before it is. */
  readonly id: pulumi.Output<string>;

  constructor(
    name: string,
    { plan }: { plan: ClusterPlan },
    options: pulumi.ComponentResourceOptions,
  ) {
    super('ClusterNetwork', name, options);
    const network = new docker.Network(
      this.child('bridge'),
      { name: plan.network, labels: labelList(plan) },
      { parent: this, deleteBeforeReplace: true },
    );
    this.id = network.name;
    this.registerOutputs({ id: this.id });
  }
}
