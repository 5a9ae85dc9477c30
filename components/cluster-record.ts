import type * as pulumi from '@pulumi/pulumi';
import type { ClusterPlan } from '../topology/plan';
import { Component } from './component';

/**
 * What was deployed, for commands that read the state: its plan is that of the last deployment which
 * came to its end, beside it whose certificates clients are to trust (PEM). It is no output of the stack or the cluster, where it would fill the screen, or be
 * lost by a deployment that is refused.
 */
export class ClusterRecord extends Component {
  constructor(
    name: string,
    deployed: { plan: ClusterPlan; caCertificate: pulumi.Input<string> | undefined },
    options: pulumi.ComponentResourceOptions,
  ) {
    super('ClusterRecord', name, options);
    this.registerOutputs(deployed);
  }
}
