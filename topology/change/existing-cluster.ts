import type { ClusterPlan } from '../plan';

/** A database node that has a container or a volume on the engine. */
export interface ExistingNode {
  /** e.g. `worker-3-a`. */
  readonly name: string;
  /** Number of its Patroni group. */
  readonly group: number;
  /** Container on the Docker host, where there is one. */
  readonly container: string | undefined;
  readonly running: boolean;
  /** As PostgreSQL itself tells; `unknown` where it can't be asked, or nobody needs to know. */
  readonly role: 'primary' | 'standby' | 'unknown';
  /** Streams from its primary, which waits for it unless replication is asynchronous. */
  readonly canTakeOver: boolean;
}

/** A table of a user, or of the data set, that is spread over workers. */
export interface DistributedTable {
  /** As SQL names it. */
  readonly name: string;
  /** Null where rows are not spread by a column. */
  readonly distributionColumn: string | null;
  readonly shards: number;
  /** Those of them that hold one value alone, a tenant's that was set apart; default none. */
  readonly alone?: number;
  /** Placements of each shard. */
  readonly factor: number;
}

/** What one worker group holds that is nowhere else, reference tables left out. */
export interface WorkerContents {
  readonly group: number;
  /** Shards by table, as the coordinator's catalogue has them. */
  readonly shards: readonly { readonly table: string; readonly shards: number }[];
  /** Tables that stand on the worker alone and have rows, and databases besides the cluster's. */
  readonly own: readonly string[];
  /** Rows of all of it; undefined where the worker could not be asked. */
  readonly rows: number | undefined;
  /** Counted; else PostgreSQL's estimate. */
  readonly exact: boolean;
}

/** What the coordinator's catalogue says. */
export interface Catalogue {
  /** Major version of PostgreSQL. */
  readonly postgres: number;
  /** Version of the Citus extension, e.g. `14.0-1`; undefined without it. */
  readonly citus: string | undefined;
  /** Tables whose rows are spread over workers. */
  readonly tables: readonly DistributedTable[];
  /** The data set's among them. */
  readonly dataSet: DistributedTable | undefined;
  /** Of the worker groups that the new plan has no place for. */
  readonly leaving: readonly WorkerContents[];
  /** Groups that the catalogue knows as workers. */
  readonly workerGroups: readonly number[];
}

/** Versions that an image brings. */
export interface ImageVersions {
  /** Major version of PostgreSQL; undefined where it can't be told. */
  readonly postgres: number | undefined;
  /** Version of the Citus extension that it would make, e.g. `14.0-1`; undefined without Citus. */
  readonly citus: string | undefined;
}

/** Why something could not be asked. */
export interface Unknown {
  readonly unknown: string;
}

/** A stack's cluster as it is on the engine, whatever its outputs say. */
export interface ExistingCluster {
  /** The plan that it was made by; undefined where neither its manager nor its state has it. */
  readonly plan: ClusterPlan | undefined;
  readonly nodes: readonly ExistingNode[];
  readonly etcd: {
    readonly members: readonly string[];
    /** Whether the store has a leader; undefined where no member runs to be asked. */
    readonly hasQuorum: boolean | undefined;
  };
  readonly catalogue: Catalogue | Unknown;
  /** Versions of the new plan's base image; undefined where the nodes run it already. */
  readonly nextImage: ImageVersions | undefined;
}

/** Whether something could be asked. */
export function isKnown<T extends object>(answer: T | Unknown): answer is T {
  return !('unknown' in answer);
}
