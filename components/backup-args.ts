import type * as pulumi from '@pulumi/pulumi';
import type { BackupSchedule } from '../topology/backup/backup-config';
import type { BackupSecretName } from '../topology/backup/backup-secrets';

/** Where backups are kept. */
export type RepositoryArgs =
  /** A Docker volume on the cluster's own host, of several hosts on one of them. */
  | { readonly type: 'volume' }
  | {
      /** An object store with Amazon S3's interface, by HTTPS. */
      readonly type: 's3';
      readonly bucket: string;
      /** Host and, where it is not 443, port. Example: `s3.eu-central-1.amazonaws.com`. */
      readonly endpoint: string;
      readonly region: string;
      /** Folder in the bucket. Default `/citus-cluster/NAME`, with the cluster's name. */
      readonly path?: string;
      /** Whether the bucket's name is part of the host's name or of the path. Default `host`. */
      readonly uriStyle?: 'host' | 'path';
      /** Certificate of the authority that the endpoint's is of, PEM. Default: a public one. */
      readonly caCertificate?: string;
    }
  | {
      /** A server that is reached by SSH's file transfer. */
      readonly type: 'sftp';
      readonly host: string;
      /** Default 22. */
      readonly port?: number;
      readonly user: string;
      /** Folder there, absolute. */
      readonly path: string;
      /** SHA-1 fingerprint of the server's key, 40 hexadecimal digits. */
      readonly hostFingerprint: string;
    };

/** How a cluster is backed up, and the secrets that this takes. */
export interface BackupArgs extends Readonly<
  Partial<Record<BackupSecretName, pulumi.Input<string>>>
> {
  /** Default: where connections are encrypted. */
  readonly enabled?: boolean;
  /** Default `{ type: 'volume' }`. */
  readonly repo?: RepositoryArgs;
  /** A second place that holds everything too: of several hosts another one's volume. Default none. */
  readonly repo2?: RepositoryArgs;
  /** Hours between two backups of a kind. Default 168, 24 and 6. */
  readonly schedule?: Partial<BackupSchedule>;
  /** Full backups that are kept, each with what follows it. Default 2. */
  readonly retention?: number;
  /** Between two moments that the whole cluster can be restored to, s. Default 60. */
  readonly restorePointSeconds?: number;
  /** Hours between two points with which rows are kept that a restore is proved by; 0 for none. Default 1. */
  readonly proofHours?: number;
  /** Days after which status asks for another rehearsal of a restore; 0 for never. Default 0. */
  readonly rehearsalDays?: number;
  /** Longest time that a change waits in a log file that is not full, s. Default 60. */
  readonly archiveTimeoutSeconds?: number;
  /** Log that may wait on a node to be archived, GiB. Default 4. */
  readonly queueMaxGiB?: number;
}
