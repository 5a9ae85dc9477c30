import { placeName } from '../topology/backup/place-name';
import type { ClusterPlan } from '../topology/plan';

/** What becomes of a cluster's backups when it is taken down, a line a repository. */
export function backupsThatStay({
  stack,
  backup,
  protectData,
}: Pick<ClusterPlan, 'stack' | 'backup' | 'protectData'>): string[] {
  return (backup?.repositories ?? []).map(({ repository, volume, host }) => {
    const where = host === undefined ? volume : `${volume} of ${host}`;
    if (repository.type !== 'volume') {
      return (
        `Backups stay in ${placeName(repository)}; backup.passphrase, which opens them, is in ` +
        `Pulumi.${stack}.yaml, encrypted. Remove them there when they are not needed.`
      );
    }
    return protectData
      ? `Backups stay in volume ${where}.`
      : `Backups in volume ${where} went with the stack.`;
  });
}
