/**
 * Secrets of backups, one Pulumi secret each (`citus-cluster:backup.<name>`): `passphrase` opens every
 * repository and is made where it is not given; the others open the places where repositories are.
 */
export const BACKUP_SECRETS = [
  'passphrase',
  's3Key',
  's3KeySecret',
  'sftpKey',
  'repo2S3Key',
  'repo2S3KeySecret',
  'repo2SftpKey',
] as const;

/** The key of the passphrase. */
export const PASSPHRASE_KEY = 'backup.passphrase';

/** The name of one of the secrets of backups. */
export type BackupSecretName = (typeof BACKUP_SECRETS)[number];

/** Those that somebody has set, in clear. Never logged. */
export type BackupSecrets = Readonly<Partial<Record<BackupSecretName, string>>>;

/** The secrets of one repository, in clear. Never logged. */
export interface RepositorySecrets {
  readonly passphrase: string;
  readonly s3Key?: string | undefined;
  readonly s3KeySecret?: string | undefined;
  /** Private key, PEM. */
  readonly sftpKey?: string | undefined;
}

/** Whether a configuration key is for a secret of backups. */
export function isBackupSecret(key: string): boolean {
  return BACKUP_SECRETS.some((name) => key === `backup.${name}`);
}

/** Names of the secrets that open a repository's place, by its number. */
export function placeSecrets(
  number: number,
): Readonly<Record<'s3Key' | 's3KeySecret' | 'sftpKey', BackupSecretName>> {
  return number === 1
    ? { s3Key: 's3Key', s3KeySecret: 's3KeySecret', sftpKey: 'sftpKey' }
    : { s3Key: 'repo2S3Key', s3KeySecret: 'repo2S3KeySecret', sftpKey: 'repo2SftpKey' };
}
