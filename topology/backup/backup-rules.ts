import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../words/user-error';
import type { ClusterConfig } from '../config/cluster-config';

/**
 * The rules of backups.
 *
 * @throws UserError naming the keys, the value and what is allowed
 */
export function refuseBackup({ backup, tls }: ClusterConfig): void {
  if (backup === undefined) return;
  if (tls.mode === 'off') {
    throw new UserError(
      'config backup.enabled is true with tls.mode "off"',
      'what is backed up is sent encrypted; use tls.mode "on" or "mtls"',
    );
  }
  const [first, second] = backup.repositories;
  if (second !== undefined && second.type !== 'volume' && isDeepStrictEqual(first, second)) {
    throw new UserError(
      'config backup.repo and backup.repo2 are the same place',
      'a second place survives the loss of the first; choose another, or leave backup.repo2 out',
    );
  }
}
