import type { BackupPlan } from '../../topology/backup/backup-plan';
import type { ClusterPlan } from '../../topology/plan';
import { UserError } from '../../words/user-error';

/**
 * How a cluster is backed up.
 *
 * @throws UserError where it is not
 */
export function backupOf({ stack, backup }: ClusterPlan): BackupPlan {
  if (backup !== undefined) return backup;
  throw new UserError(
    `stack "${stack}" has no backups`,
    `set backup.enabled to true in Pulumi.${stack}.yaml and run \`npm run up -- --stack ${stack}\``,
  );
}
