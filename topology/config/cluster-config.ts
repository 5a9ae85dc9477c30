import type { BackupConfig } from '../backup/backup-config';
import type { HostConfig } from '../hosts/host-config';
import type { TlsMode } from '../tls/tls-stage';

/** How rows are spread over the workers. */
export type Engine = 'citus' | 'native';

/** What survives the loss of a worker. */
export type WorkerHa = 'standby' | 'shards';

/** `on` goes on writing when the standby is gone, `strict` waits for one, `off` never waits. */
export type SynchronousMode = 'on' | 'strict' | 'off';

/** Limits of one container. */
export interface ContainerResources {
  readonly memoryMiB: number;
  /** Docker's form, e.g. `1.5` or `2.0`; undefined for no limit. */
  readonly cpus: string | undefined;
}

/** An address that one of several hosts has. */
export interface FloatingAddressConfig {
  /** IPv4. */
  readonly address: string;
  /** Virtual router id of VRRP, 1 to 255: each address of the same hosts has another. */
  readonly routerId: number;
}

/** The parts that have containers of their own. */
export type ContainerRole =
  'coordinator' | 'worker' | 'etcd' | 'loadBalancer' | 'pooler' | 'manager' | 'backup';

/** The validated configuration of one stack: frozen, complete, free of contradictions. */
export interface ClusterConfig {
  readonly stack: string;
  readonly engine: Engine;
  /** Image under the database nodes. */
  readonly baseImage: string;
  readonly coordinators: number;
  readonly workers: { readonly count: number; readonly standbys: number };
  readonly workerHa: WorkerHa;
  readonly shardReplicationFactor: number;
  readonly etcdMembers: number;
  readonly ports: {
    readonly write: number;
    readonly read: number;
    readonly anyNode: number;
    readonly pooled: number;
    readonly stats: number;
    readonly manager: number;
    /** Host port of each coordinator, empty where they are not published. */
    readonly coordinators: readonly number[];
  };
  readonly bindAddress: string;
  /** Docker hosts to spread over; empty for the one that the Docker client talks to. */
  readonly hosts: readonly HostConfig[];
  /** First of the ports that nodes listen at on each of {@link hosts}. */
  readonly basePort: number;
  /** Address that moves between {@link hosts}, and its number among others there; undefined for none. */
  readonly floatingAddress: FloatingAddressConfig | undefined;
  readonly resources: Readonly<Record<ContainerRole, ContainerResources>>;
  /** Connections that the pooled port's clients share; 0 where they are to be derived. */
  readonly poolSize: number;
  /** Whether the pooled port's connections are cleaned after each transaction. */
  readonly cleanSessions: boolean;
  readonly rebalance: {
    /** Whether new workers get their share of the shards by themselves. */
    readonly onGrow: 'auto' | 'manual';
    /** Shards that move at the same time. */
    readonly parallelMoves: number;
  };
  /** PostgreSQL parameters set by the user, over the derived defaults. */
  readonly postgres: Readonly<Record<'coordinator' | 'worker', Readonly<Record<string, string>>>>;
  readonly dataset: {
    readonly rows: number;
    readonly regions: number;
    readonly distributionColumn: 'region_code' | 'vehicle_id';
    readonly shardCount: number;
    readonly seed: number;
  };
  readonly tls: {
    /** Undefined for on with a new cluster, and for what one has that exists. */
    readonly mode: TlsMode | undefined;
    readonly names: readonly string[];
    readonly leafDays: number;
    readonly renewDays: number;
    /** Trusted authorities, the one that signs first. */
    readonly authorities: readonly string[];
    /** Certificate of the authority "own", PEM; empty without one. */
    readonly caCertificate: string;
  };
  /** Undefined where there are to be none, or can be none; which a cluster in clear adds to. */
  readonly backup: BackupConfig | undefined;
  /** Whether it was asked for backups, so that it is refused where there can be none. */
  readonly needsBackup: boolean;
  readonly synchronousMode: SynchronousMode;
  readonly protectData: boolean;
}
