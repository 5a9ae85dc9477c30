/** Where backups are kept, but for the secrets that open it. */
export type RepositoryConfig =
  /** A Docker volume on the cluster's own host, of several hosts on one of them. */
  | { readonly type: 'volume' }
  | {
      /** An object store with Amazon S3's interface, by HTTPS. */
      readonly type: 's3';
      readonly bucket: string;
      /** Host and, where it is not 443, port: `s3.eu-central-1.amazonaws.com`, `10.0.0.9:9000`. */
      readonly endpoint: string;
      readonly region: string;
      /** Folder in the bucket, with a slash in front. */
      readonly path: string;
      /** Whether the bucket's name is part of the host's name or of the path. */
      readonly uriStyle: 'host' | 'path';
      /** Certificate of the authority that the endpoint's is of, PEM; empty for a public one. */
      readonly caCertificate: string;
    }
  | {
      /** A server that is reached by SSH's file transfer. */
      readonly type: 'sftp';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      /** Folder there, absolute. */
      readonly path: string;
      /** SHA-1 fingerprint of the server's key, hexadecimal, as pgBackRest compares it. */
      readonly hostFingerprint: string;
    };

/** Hours between two backups of a kind; 0 for none of it. */
export interface BackupSchedule {
  /** All files. */
  readonly full: number;
  /** What has changed since the last full one. */
  readonly differential: number;
  /** What has changed since the last one of any kind. */
  readonly incremental: number;
}

/** How a cluster is backed up. */
export interface BackupConfig {
  /** One, or two that both hold everything. */
  readonly repositories: readonly RepositoryConfig[];
  readonly schedule: BackupSchedule;
  /** Full backups that are kept, with all that follows them. */
  readonly retention: number;
  /** Between two restore points, s. */
  readonly restorePointSeconds: number;
  /** Between two points with which rows are kept that a restore is proved by, h; 0 for none. */
  readonly proofHours: number;
  /** Days after which status asks for another rehearsal of a restore; 0 for never. */
  readonly rehearsalDays: number;
  /** Longest time that a change waits in a log file that is not full, s. */
  readonly archiveTimeoutSeconds: number;
  /** Log that may wait to be archived on a node, GiB; beyond it the log is given up and a gap is told. */
  readonly queueMaxGiB: number;
}
