import * as command from '@pulumi/command';
import type * as pulumi from '@pulumi/pulumi';
import type { ClusterPlan } from '../topology/plan';
import { withoutAuthorities } from '../topology/tls/tls-stage';
import { Component } from './component';
import { contentHash } from './content-hash';
import type { LoadBalancer } from './containers/load-balancer';
import type { Manager } from './containers/manager';
import { scriptCommand } from './script-command';

/** What a {@link PostDeploy} is made of. */
export interface PostDeployArgs {
  readonly plan: ClusterPlan;
  /** Connection URI of the role that applications use, at the write endpoint. */
  readonly connection: pulumi.Output<string>;
  /** What stands at each way in. */
  readonly ways: readonly { readonly manager: Manager; readonly loadBalancer: LoadBalancer }[];
  /** Address of the Docker engine, where a provider names it. */
  readonly engineHost?: string | undefined;
}

/**
 * What is done to a cluster that is up: tables and their distribution, then the data. Both commands
 * can run again at any time; they do so when their files or the data set's description change.
 */
export class PostDeploy extends Component {
  /** Known once the data are loaded. */
  readonly done: pulumi.Output<string>;

  constructor(name: string, args: PostDeployArgs, options: pulumi.ComponentResourceOptions) {
    super('PostDeploy', name, options);
    const schema = this.applySchema(args);
    this.done = this.loadDataset(args, schema).stdout;
    this.registerOutputs({});
  }

  private applySchema(args: PostDeployArgs): command.local.Command {
    const { plan, ways } = args;
    const files = ['sql', 'post-deploy/apply-sql.ts'];
    return this.run('schema', 'post-deploy/apply-sql.ts', args, {
      triggers: [contentHash(files), plan.dataset.distributionColumn, plan.dataset.shardCount],
      dependsOn: ways.flatMap(({ manager, loadBalancer }) => [
        manager.container,
        loadBalancer.configured,
      ]),
    });
  }

  private loadDataset(args: PostDeployArgs, schema: command.local.Command): command.local.Command {
    const files = ['dataset', 'post-deploy/load-dataset.ts'];
    return this.run('dataset', 'post-deploy/load-dataset.ts', args, {
      triggers: [contentHash(files), JSON.stringify(args.plan.dataset)],
      dependsOn: [schema],
    });
  }

  private run(
    part: string,
    script: string,
    { plan, connection, engineHost }: PostDeployArgs,
    { triggers, dependsOn }: { triggers: unknown[]; dependsOn: pulumi.Resource[] },
  ): command.local.Command {
    return new command.local.Command(
      this.child(part),
      {
        ...scriptCommand(
          script,
          {
            CLUSTER_PLAN: JSON.stringify(withoutAuthorities(plan)),
            CLUSTER_CONNECTION: connection,
          },
          { host: engineHost },
        ),
        triggers,
      },
      { parent: this, dependsOn },
    );
  }
}
