import type { Endpoints } from './endpoints';
import type { ClusterPlan } from './plan';

/** What a deployed stack exports; scripts, benchmark, chaos and web start from it. */
export interface StackOutputs {
  readonly plan: ClusterPlan;
  readonly endpoints: Endpoints;
  /** Connection URIs of the role that applications use. Secret. */
  readonly connections: {
    readonly write: string;
    readonly read: string;
    readonly anyNode: string;
    readonly pooled: string;
  };
  /** Connection URI of the role `monitor` (pg_monitor) at the write endpoint. Secret. */
  readonly monitorConnection: string;
  /** Certificates (PEM) of the authorities that the cluster trusts; undefined where all is in clear. */
  readonly caCertificate?: string | undefined;
}
