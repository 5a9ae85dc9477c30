import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import {
  placeSecrets,
  type BackupSecretName,
  type RepositorySecrets,
} from '../topology/backup/backup-secrets';
import type { BackupConfig } from '../topology/backup/backup-config';
import { UserError } from '../words/user-error';
import { Component } from './component';
import { valueOf } from './value-of';

/** Characters of a passphrase that is made here: more bits than the key that is made of it has. */
const LENGTH = 48;

/** The secrets of backups that somebody has set. */
export type GivenBackupSecrets = Partial<Readonly<Record<BackupSecretName, pulumi.Input<string>>>>;

/**
 * The secrets of a cluster's backups. The passphrase is made once where it is not given, whether or not
 * there are backups: repositories that are turned on again open by the same.
 */
export class BackupSecrets extends Component {
  readonly passphrase: pulumi.Output<string>;
  private readonly given: GivenBackupSecrets;

  constructor(
    name: string,
    { given }: { given: GivenBackupSecrets },
    options: pulumi.ComponentResourceOptions,
  ) {
    super('BackupSecrets', name, options);
    this.given = given;
    this.passphrase = pulumi.secret(given.passphrase ?? this.make());
    this.registerOutputs({});
  }

  private make(): pulumi.Output<string> {
    const args = { length: LENGTH, special: false };
    return new random.RandomPassword(this.child('passphrase'), args, { parent: this }).result;
  }

  /** Those of a repository, by its number. Secret. */
  ofRepository(number: number): pulumi.Output<RepositorySecrets> {
    const { s3Key, s3KeySecret, sftpKey } = placeSecrets(number);
    const { passphrase, given } = this;
    const all = pulumi.all([passphrase, given[s3Key], given[s3KeySecret], given[sftpKey]]);
    return pulumi.secret(
      all.apply(([passphrase, s3Key, s3KeySecret, sftpKey]) => ({
        ...{ passphrase, s3Key, s3KeySecret, sftpKey },
      })),
    );
  }
}

/**
 * Refuses repositories that nothing given opens, and secrets that pgBackRest's configuration can't hold.
 * What a preview does not know yet passes.
 *
 * @throws UserError naming the key
 */
export async function checkBackupSecrets(
  backup: BackupConfig | undefined,
  given: GivenBackupSecrets,
): Promise<void> {
  for (const [index, { type }] of (backup?.repositories ?? []).entries()) {
    const { s3Key, s3KeySecret, sftpKey } = placeSecrets(index + 1);
    const needed = { volume: [], s3: [s3Key, s3KeySecret], sftp: [sftpKey] }[type];
    const missing = needed.find((name) => given[name] === undefined);
    if (missing === undefined) continue;
    throw new UserError(
      `config ${index === 0 ? 'backup.repo' : 'backup.repo2'} is of type "${type}" without the secret backup.${missing}`,
      `set it: \`npm run pulumi -- config set --path --secret citus-cluster:backup.${missing} --stack STACK\``,
    );
  }
  for (const [name, input] of Object.entries(given)) {
    const secret = await valueOf(pulumi.secret(input));
    const isWhole = /sftpkey$/i.test(name) || /^[\x21-\x7e]+$/.test(secret ?? 'unknown');
    if (isWhole) continue;
    throw new UserError(
      `config backup.${name} has characters that pgBackRest's configuration can't hold, or none`,
      'allowed: letters, digits and signs of ASCII without spaces',
    );
  }
}
