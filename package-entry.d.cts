import type * as pulumi from '@pulumi/pulumi';
import type { CitusClusterArgs } from './components/citus-cluster-args';
import type { Endpoints } from './topology/endpoints';
import type { ClusterPlan } from './topology/plan';
import type { StackOutputs } from './topology/stack-outputs';

export type { CitusClusterArgs, ResourceArgs } from './components/citus-cluster-args';
export type { Endpoint, Endpoints } from './topology/endpoints';

/**
 * A highly available Citus cluster on Docker. Takes the options of every component: with `provider` a
 * `docker.Provider` chooses the engine.
 *
 * @example
 * const cluster = new CitusCluster('orders', { workers: { count: 2 }, ports: { write: 6432 } });
 * export const uri = cluster.connections.write;
 */
export declare class CitusCluster extends pulumi.ComponentResource {
  /** Where it listens on the Docker host. */
  readonly endpoints: pulumi.Output<Endpoints>;
  /** Connection URIs of the role that applications use. Secret. */
  readonly connections: pulumi.Output<StackOutputs['connections']>;
  /** Connection URI of the role that reads statistics. Secret. */
  readonly monitorConnection: pulumi.Output<string>;
  /** Certificates of the authorities that clients are to trust, PEM; undefined in clear. */
  readonly caCertificate: pulumi.Output<string | undefined>;
  /** Every name, group, port and volume. */
  readonly plan: pulumi.Output<ClusterPlan>;

  /**
   * @param name unique within the program; the names of all resources begin with it
   * @param args default: a coordinator pair, three worker pairs
   */
  constructor(name: string, args?: CitusClusterArgs, options?: pulumi.ComponentResourceOptions);
}
