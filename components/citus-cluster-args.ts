import type * as pulumi from '@pulumi/pulumi';
import type { TlsMode } from '../topology/tls/tls-stage';
import type { HostRole, HostState } from '../topology/hosts/host-config';
import type { BackupArgs } from './backup-args';
import type { PasswordName } from '../topology/config/password-names';
import type {
  ContainerRole,
  Engine,
  SynchronousMode,
  WorkerHa,
} from '../topology/config/cluster-config';

/** Limits of each container of a kind. */
export interface ResourceArgs {
  /** Memory limit, MiB. Default 1024 for coordinators and workers, 256 for all others. */
  readonly memoryMiB?: number;
  /** CPU limit, e.g. `"1.5"`. Default none. */
  readonly cpus?: string | number;
}

/** A Docker host of a cluster that is spread over several. */
export interface HostArgs {
  /** The engine's address: `ssh://root@10.0.0.1`, `tcp://10.0.0.1:2376` or `unix:///run/docker.sock`. */
  readonly docker: string;
  /** Folder of `ca.pem`, `cert.pem` and `key.pem`, by which an engine at `tcp://` lets in. */
  readonly certificates?: string;
  /** IPv4 address at which the other hosts and the clients reach it. */
  readonly address: string;
  /** What fails together with it, e.g. a rack. Default: the host alone. */
  readonly zone?: string;
  /** What it is for. Default all: `['data', 'etcd', 'ingress']`. */
  readonly roles?: readonly HostRole[];
  /** `draining` is left by what stands there, `lost` is never asked again. Default `active`. */
  readonly state?: HostState;
}

/**
 * What a {@link CitusCluster} is to be. Everything has a default; the keys are those of the project's
 * stack files, where docs/configuration.md says what a change of each does to a cluster that exists.
 */
export interface CitusClusterArgs {
  /**
   * The cluster's name, of which its containers, volumes and network have theirs: at most 31
   * lower-case letters, digits and hyphens. Default: the stack's, a hyphen and the component's, e.g.
   * `dev-orders`.
   */
  readonly name?: string;
  /**
   * How rows are spread over the workers: `citus`, or `native` for hash partitions on foreign
   * servers. Default `citus`.
   */
  readonly engine?: Engine;
  /**
   * Image under the database nodes. Default `citusdata/citus:14.1.0`, with engine `native`
   * `citus-cluster/base:trixie`. Example: `registry.example.com/citus:14.1.0-postgis`.
   */
  readonly baseImage?: string;
  /** Coordinator nodes: 2 for a primary and its standby, 1 without high availability. Default 2. */
  readonly coordinators?: number;
  /** Example: `{ count: 6, standbys: 1 }`. */
  readonly workers?: {
    /** Worker groups, 1 to 128; 0 with engine `native` is one plain PostgreSQL pair. Default 3. */
    readonly count?: number;
    /** Standbys of each worker primary, 0 to 2. Default 1; 0 where {@link workerHa} is `shards`. */
    readonly standbys?: number;
  };
  /**
   * What survives the loss of a worker: `standby` (streaming replication), or `shards` (each shard on
   * several workers). Default `standby`.
   */
  readonly workerHa?: WorkerHa;
  /** Placements of each shard; 2 or more where {@link workerHa} is `shards`. Default 1. */
  readonly shardReplicationFactor?: number;
  readonly etcd?: {
    /** Members of the consensus store: 1, 3 or 5; with {@link hosts} 3 or 5, each on a host of its own. Default 3. */
    readonly members?: number;
  };
  /** Ports on the Docker host. Two clusters on one engine need different ones. */
  readonly ports?: {
    /** The coordinator primary. Default 5432. */
    readonly write?: number;
    /** The coordinator standby, or the primary while there is none. Default 5433. */
    readonly read?: number;
    /** Any node that answers queries. Default 5434. */
    readonly anyNode?: number;
    /** The coordinator primary by way of a pool of connections. Default 5435. */
    readonly pooled?: number;
    /** The load balancer's statistics page. Default 7000. */
    readonly stats?: number;
    /** The manager. Default 7001. */
    readonly manager?: number;
    /** First of the ports that reach each coordinator directly. Default 0, which publishes none. */
    readonly coordinators?: number;
  };
  /** Address of the Docker host (IPv4) that the ports bind to. Default `127.0.0.1`. */
  readonly bindAddress?: string;
  /**
   * Docker hosts to spread the cluster over, by short names: at least two for data and ways in, three for
   * the consensus store. Whatever one of them goes, the cluster works on. Default: the one host that the
   * Docker client, or the passed provider, talks to.
   */
  readonly hosts?: Readonly<Record<string, HostArgs>>;
  readonly network?: {
    /** First of the ports that nodes listen at on each of {@link hosts}. Default 20000. */
    readonly basePort?: number;
    /**
     * IPv4 address, no machine's own, that one of {@link hosts} has, and another once that one is lost.
     * Default none.
     */
    readonly floatingAddress?: string;
    /** Virtual router id of VRRP, 1 to 255; each floating address of the same hosts has another. Default 51. */
    readonly routerId?: number;
  };
  /** Example: `{ worker: { memoryMiB: 4096, cpus: '2' } }`. */
  readonly resources?: Partial<Readonly<Record<ContainerRole, ResourceArgs>>>;
  readonly pooler?: {
    /** Connections that the clients of the pooled port share. Default 0: by memory and CPUs. */
    readonly poolSize?: number;
    /** Whether the server forgets what a client set, after each transaction. Default true. */
    readonly cleanSessions?: boolean;
  };
  /** How shards reach new workers. */
  readonly rebalance?: {
    /** Whether they do by themselves, or by `npm run rebalance -- start`. Default `auto`. */
    readonly onGrow?: 'auto' | 'manual';
    /** Shards that move at the same time. Default 2. */
    readonly parallelMoves?: number;
  };
  /** PostgreSQL parameters over the defaults. Example: `{ worker: { work_mem: '64MB' } }`. */
  readonly postgres?: {
    readonly coordinator?: Readonly<Record<string, string | number | boolean>>;
    readonly worker?: Readonly<Record<string, string | number | boolean>>;
  };
  /** The generated table `vehicle_locations` that the first deployment fills. */
  readonly dataset?: {
    /** Rows; 0 makes the table alone. Default 1,000,000. */
    readonly rows?: number;
    /** Distinct region codes; 3 is the skew case. Default 64. */
    readonly regions?: number;
    /** Column that rows are spread by. Default `region_code`. */
    readonly distributionColumn?: 'region_code' | 'vehicle_id';
    /** Shards of the table, as many as workers at the least. Default 12. */
    readonly shardCount?: number;
    /** The same seed gives the same rows. Default 42. */
    readonly seed?: number;
  };
  /** Encryption of every connection, by certificates of an authority of the cluster's own. */
  readonly tls?: {
    /**
     * `on`, `mtls` where nodes are to show client certificates too, or `off`. A cluster that exists is
     * brought from one to another in several deployments, while it works. Default: `on` for a new
     * cluster, as it is for one that exists.
     */
    readonly mode?: TlsMode;
    /** What clients call the Docker host by, beside localhost. Example: `['db.example.com']`. */
    readonly names?: readonly string[];
    /** Days that a certificate holds. Default 90. */
    readonly leafDays?: number;
    /** Days before its end from which a deployment renews a certificate. Default 30. */
    readonly renewDays?: number;
    /**
     * Trusted authorities, the one that signs first: a number for one that is made, `own` for
     * {@link caCertificate}. `[1]`, `[1, 2]`, `[2, 1]`, `[2]`, a deployment each, replace the first by
     * a second. Default `[1]`, or `['own']`.
     */
    readonly authorities?: readonly (number | 'own')[];
    /** Certificate of one's own authority, PEM. */
    readonly caCertificate?: string;
    /** Its private key, PEM. */
    readonly caKey?: pulumi.Input<string>;
  };
  /** Backups of every group, and moments that the whole cluster can be restored to. */
  readonly backup?: BackupArgs;
  /**
   * Synchronous replication: `on` goes on without a standby, `strict` has writes wait for one, `off`
   * never waits. Default `on`.
   */
  readonly synchronousMode?: SynchronousMode;
  /** Whether the data volumes outlive the component. Default false. */
  readonly protectData?: boolean;
  /**
   * Passwords by what they open: `superuser` the role postgres, `citus` the role of applications,
   * `monitor` that of statistics, `replicator` and `rewind` replication, `patroniApi` Patroni's REST
   * interface. Each one that is left out is made once and kept as a secret in the state. Another one
   * is given to a running cluster without an interruption.
   */
  readonly passwords?: Partial<Readonly<Record<PasswordName, pulumi.Input<string>>>>;
}
